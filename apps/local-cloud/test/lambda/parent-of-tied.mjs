// A process that starts a tied one, which stands still at once, says which it is and waits to be killed.
import { startTied } from '../../dist/hosts/lambda/tied-process.js';

const [how] = process.argv.slice(2);
const code = "process.kill(process.pid, 'SIGSTOP'); setInterval(() => {}, 1000)";
const program = { args: ['-e', code], cwd: import.meta.dirname, env: process.env };
const child = startTied(program, how === 'setpriv');
child.once('spawn', () => process.send(child.pid));
setInterval(() => {}, 1000);
