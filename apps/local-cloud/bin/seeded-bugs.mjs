// `npm run seeded-bugs [-- --only NAME | --list] [--port P]`
import { build, run } from './build.mjs';

build();
const { seededBugs } = await import('../dist/seeded-bugs/main.js');
await run(seededBugs);
