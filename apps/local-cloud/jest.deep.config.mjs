import { createRequire } from 'node:module';
import { project } from '../../jest.preset.mjs';

const require = createRequire(import.meta.url);

/** The long experiments over a whole shop: `npm run test:deep`, not `npm test`. */
export default {
  ...project(import.meta.dirname),
  testMatch: ['<rootDir>/test/deep/**/*.deep.ts'],
  globalSetup: '<rootDir>/test/deep/build.mjs',
  testSequencer: '<rootDir>/test/deep/longest-first.mjs',
  maxWorkers: 2,
  reporters: ['default', [require.resolve('../../tools/test-counts.cjs'), { folder: 'deep-test-results' }]],
};
