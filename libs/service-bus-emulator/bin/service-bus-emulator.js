#!/usr/bin/env node
import { statSync } from 'node:fs';

const age = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// `npm run build` bundles, which halves the time to start; `tsc -b` alone leaves an older bundle behind, or none.
const bundle = '../bundle/cli.js';
const isCurrent = age(bundle) > 0 && age(bundle) >= age('../dist/.tsbuildinfo');
const { main } = await import(isCurrent ? bundle : '../dist/cli.js');

await main(process.argv);
