// `npm run dlq -- list|show|redrive`
import { build, run } from './build.mjs';

// What the commands print is read by programs, too: the build and the libraries keep silent beside it.
process.env.LOG_LEVEL ??= 'silent';
build(process.stderr);
const { deadLetters } = await import('../dist/dead-letters/main.js');
await run(deadLetters);
