// Runs the command line from its source and, once it listens, prints what it has loaded: files and Node's own modules.
import { registerHooks } from 'node:module';
import '../bin/typescript.mjs';

const files = [];
registerHooks({
  load(url, context, next) {
    files.push(url);
    return next(url, context);
  },
});

const { main } = await import('../src/cli.ts');
await main(process.argv);
process.stdout.write(`${JSON.stringify({ files, builtins: process.moduleLoadList })}\n`);
