// Preloaded into the shop's processes. Loading a program leaves garbage behind that V8 would keep for a long time:
// on SIGUSR2, sent once everything is ready, it is collected and the memory goes back to the system.
process.on('SIGUSR2', () => globalThis.gc?.({ type: 'major', flavor: 'last-resort' }));
