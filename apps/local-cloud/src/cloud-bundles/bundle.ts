import { rolldown } from 'rolldown';
import { quickStart } from '../bundle-plugins.js';
import { neverLoaded, onlyChunk } from '../bundles.js';
import { oneCopy } from './one-copy.js';

/** One ESM file with its source map, and the paths of the modules that it was made of. */
export type Bundle = { code: string; map: string; modules: readonly string[] };

const entry = '\0the-doors';

/**
 * Packs doors and all that they load into one file that exports what they export.
 *
 * @param outside packages that lie beside it or are the host's
 * @param root of the repository
 */
export async function bundleOf(doors: readonly string[], outside: readonly string[], root: string): Promise<Bundle> {
  const bundle = await rolldown({
    input: { index: entry },
    platform: 'node',
    external: [...neverLoaded, ...outside],
    plugins: [
      {
        name: 'the-doors',
        resolveId: (source) => (source === entry ? entry : null),
        load: (id) => (id === entry ? doors.map((path) => `export * from ${JSON.stringify(path)};`).join('\n') : null),
      },
      oneCopy(root),
      ...quickStart,
    ],
    // Wrappers in parentheses are compiled at once, and most of these modules are never run, or late.
    optimization: { pifeForModuleWrappers: false },
    logLevel: 'silent',
  });
  try {
    const { output } = await bundle.generate({
      format: 'esm',
      codeSplitting: false,
      keepNames: true,
      minify: true,
      sourcemap: 'hidden',
    });
    const { code, map, moduleIds } = onlyChunk(output);
    if (map === null) throw new Error('The bundle has no source map.');
    return { code: `${code}\n//# sourceMappingURL=index.mjs.map\n`, map: map.toString(), modules: moduleIds };
  } finally {
    await bundle.close();
  }
}
