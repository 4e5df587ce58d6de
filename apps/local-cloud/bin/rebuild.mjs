// `npm run rebuild [-- --port P --data DIR]`
import { build, run } from './build.mjs';

build();
const { rebuild } = await import('../dist/azure/rebuild.js');
await run(rebuild);
