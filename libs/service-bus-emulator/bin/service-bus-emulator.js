#!/usr/bin/env node

// Not by `import`: that would read all their exports, which takes longer than all that happens here.
const { existsSync, statSync } = process.getBuiltinModule?.('node:fs') ?? {};
const { createRequire } = process.getBuiltinModule?.('node:module') ?? {};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Node ${process.versions.node} cannot run the emulator, which keeps its data with node:sqlite: use Node 22.19 or newer.\n`,
  );
  process.exit(1);
}

const at = (path) => new URL(path, import.meta.url);
const age = (path) => statSync(at(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// `npm run build` bundles, which halves the time to start; `tsc -b` alone leaves an older bundle behind, or none.
const bundle = '../bundle/cli.cjs';
if (age(bundle) > 0 && age(bundle) >= age('../dist/.tsbuildinfo')) {
  await createRequire(import.meta.url)(bundle).main(process.argv);
} else if (existsSync(at('../dist/cli.js'))) {
  const { main } = await import('../dist/cli.js');
  await main(process.argv);
} else {
  await import('./from-source.mjs'); // nothing was built yet
}
