import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** One project's jest configuration: TypeScript sources as ES modules, workspace libraries read from their source. */
export const project = (rootDir) => ({
  rootDir,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testEnvironment: 'node',
  // jest itself adds `import` or `require`, as the importing module speaks: naming either here would give it to both.
  testEnvironmentOptions: { customExportConditions: ['causeway:source', 'node'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Azure Functions' host provides it and nobody else.
    '^@azure/functions-core$': require.resolve('./libs/testing/src/doors/functions-core.cjs'),
  },
  transform: {
    '^.+\\.ts$': [
      require.resolve('@swc/jest'),
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
          target: 'es2024',
        },
        module: { type: 'es6' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/bundle'],
  // What starts whole processes takes long on a machine that does other work besides.
  testTimeout: 40_000,
  passWithNoTests: true,
  reporters: ['default', require.resolve('./tools/test-counts.cjs')],
});
