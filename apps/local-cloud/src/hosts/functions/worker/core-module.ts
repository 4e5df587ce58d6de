import { registerHooks } from 'node:module';

const specifier = '@azure/functions-core';
/** Where the module's own text finds what it exports: hooks can give a module text only. */
const key = 'causeway.functions-core';
const exported = `globalThis[Symbol.for('${key}')]`;

/**
 * Makes `@azure/functions-core` loadable: it is no package, the worker brings it along. An app may `require` it, also from
 * a bundle by `createRequire`, or `import` it.
 *
 * @param onImport called when it is imported, which Microsoft's worker does not have
 */
export function provideCoreModule(core: object, onImport: () => void): void {
  Object.defineProperty(globalThis, Symbol.for(key), { value: core });
  const names = Object.keys(core).join(', ');
  registerHooks({
    resolve(asked, context, next) {
      if (asked !== specifier) return next(asked, context);
      const imported = context.conditions.includes('import');
      if (imported) onImport();
      return { url: `${key}:${imported ? 'import' : 'require'}`, shortCircuit: true };
    },
    load(url, context, next) {
      if (url === `${key}:require`)
        return { format: 'commonjs', shortCircuit: true, source: `module.exports = ${exported};` };
      if (url === `${key}:import`) {
        const source = `const core = ${exported};\nexport default core;\nexport const { ${names} } = core;`;
        return { format: 'module', shortCircuit: true, source };
      }
      return next(url, context);
    },
  });
}
