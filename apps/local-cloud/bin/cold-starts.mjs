// `npm run cold-starts [-- --runs N] [--json FILE]`: see docs/deployment.md.
import { build, run } from './build.mjs';

build();
const { coldStarts } = await import('../dist/cold-starts/main.js');
await run(coldStarts);
