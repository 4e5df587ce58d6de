// `npm run replay -- FILE.csv [--speed 100x|max] [--concurrency N] [--kill-every 5s] [--json FILE]`
import { build, run } from './build.mjs';

build();
const { replay } = await import('../dist/replay/main.js');
await run(replay);
