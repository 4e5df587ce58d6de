// `npm run chaos -- --orders N --kill-mean-ms M --seed S [--cut 30s] [--concurrency C] [--port P] [--json FILE]`
import { build, run } from './build.mjs';

build();
const { chaos } = await import('../dist/chaos/main.js');
await run(chaos);
