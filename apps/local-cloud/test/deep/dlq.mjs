// `npm run dlq` without its build, to be packed into one file.
import { run } from '../../bin/build.mjs';
import { deadLetters } from '../../dist/dead-letters/main.js';

await run(deadLetters);
