// `npm run demo`
import { build, run } from './build.mjs';

build();
const { runDemo } = await import('../dist/demo/run-demo.js');
await run(runDemo);
