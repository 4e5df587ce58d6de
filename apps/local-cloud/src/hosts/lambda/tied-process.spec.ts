import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '@causeway/testing';
import { stateOf, tellsStates } from '../../../test/lambda/process-state.js';

const parent = fileURLToPath(new URL('../../../test/lambda/parent-of-tied.mjs', import.meta.url));

if (!tellsStates)
  process.stdout.write('SKIPPED, the system has no /proc: whether a frozen process dies with its host\n');

describe.each(['setpriv', 'shell'])('tied by the %s', (how) => {
  (tellsStates ? test : test.skip)('a process dies with its parent, also while it stands still', async () => {
    const killed = fork(parent, [how], { execArgv: [] });
    const [pid] = (await once(killed, 'message')) as [number]; // that is all it says
    await eventually(() => expect(stateOf(pid)).toBe('T'));
    killed.kill('SIGKILL');
    await eventually(() => expect([undefined, 'Z']).toContain(stateOf(pid)));
  });
});
