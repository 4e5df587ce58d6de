#!/usr/bin/env node

// Not by `import`: that would read all their exports, which takes longer than all that happens here.
const { statSync } = process.getBuiltinModule('node:fs');
const { createRequire } = process.getBuiltinModule('node:module');

const age = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// `npm run build` bundles, which halves the time to start; `tsc -b` alone leaves an older bundle behind, or none.
const bundle = '../bundle/cli.cjs';
const isCurrent = age(bundle) > 0 && age(bundle) >= age('../dist/.tsbuildinfo');
const { main } = isCurrent ? createRequire(import.meta.url)(bundle) : await import('../dist/cli.js');

await main(process.argv);
