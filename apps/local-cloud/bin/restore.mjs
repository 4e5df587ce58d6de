// `npm run restore -- --at INSTANT [--what ledger|projection|all] [--port P --data DIR]`
import { build, run } from './build.mjs';

build();
const { restore } = await import('../dist/azure/restore.js');
await run(restore);
