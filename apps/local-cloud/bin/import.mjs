// `npm run import -- FILE.csv`
import { build, run } from './build.mjs';

build();
const { importCatalogue } = await import('../dist/replay/main.js');
await run(importCatalogue);
