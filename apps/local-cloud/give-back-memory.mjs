// Preloaded into the shop's processes. Loading a program leaves garbage behind that V8 would keep for a long time:
// on SIGUSR2, sent once everything is ready, it is collected and the memory goes back to the system. What was compiled is
// kept on disk then, and not only at an orderly end, which a killed process does not have.
import { flushCompileCache } from 'node:module';

process.on('SIGUSR2', () => {
  flushCompileCache();
  globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
});
