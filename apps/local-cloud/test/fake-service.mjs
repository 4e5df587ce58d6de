// A service as the supervisor knows it: says when it listens, ends on SIGTERM and when its parent is gone.
// node fake-service.mjs NAME FILE: writes its pid to FILE, one line per start.
import { appendFileSync } from 'node:fs';

const [name, file] = process.argv.slice(2);
appendFileSync(file, `${name} start ${process.pid}\n`);
const end = (why) => {
  appendFileSync(file, `${name} ${why} ${process.pid}\n`);
  process.exit(0);
};
process.once('SIGTERM', () => end('drained'));
process.once('disconnect', () => end('orphaned'));
process.on('SIGUSR2', () => process.exit(3));
setInterval(() => undefined, 1000);
process.send({ type: 'listening', port: 1 });
