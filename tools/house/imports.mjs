import { readFileSync } from 'node:fs';
import { parseSync } from 'rolldown/utils';

/** Every module a TypeScript file names: static imports, re-exports, dynamic imports and type imports alike. */
export function importsOf(file) {
  const source = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0].message}`);
  const named = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) => one.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.map((one) => source.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1)),
  ];
  return { source, specifiers: [...new Set(named)] };
}
