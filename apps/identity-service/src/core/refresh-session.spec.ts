import { memoryPorts } from '../../test/memory-ports.js';
import { LogIn } from './log-in.js';
import { LogOut } from './log-out.js';
import { RefreshSession } from './refresh-session.js';
import { RegisterUser } from './register-user.js';

const ann = { email: 'ann@example.com', password: 'correct horse', name: 'Ann', address: '192.0.2.1' };
const refused = { code: 'invalid-credentials' };

async function signedIn() {
  const ports = memoryPorts();
  const { id: userId } = await new RegisterUser(ports).run(ann);
  const { refreshToken } = await new LogIn(ports).run(ann);
  const refresh = new RefreshSession(ports);
  const logOut = new LogOut(ports);
  const sessionId = [...ports.open.keys()][0] ?? '';
  return { ...ports, refreshToken, refresh, logOut, userId, sessionId };
}

describe('a session', () => {
  it('goes on with a new refresh token each time', async () => {
    const { refresh, refreshToken, sessionId } = await signedIn();
    const second = await refresh.run(refreshToken);
    const third = await refresh.run(second.refreshToken);
    expect(new Set([refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    expect(JSON.parse(third.accessToken)).toMatchObject({ sessionId });
  });

  it('ends, for thief and owner alike, when a replaced refresh token comes again', async () => {
    const { refresh, refreshToken } = await signedIn();
    const { refreshToken: next } = await refresh.run(refreshToken);
    await expect(refresh.run(refreshToken)).rejects.toMatchObject(refused);
    await expect(refresh.run(next)).rejects.toMatchObject(refused);
  });

  it('is not refreshed once the account has another password than it was opened with', async () => {
    const { refresh, refreshToken, accounts, open, notes } = await signedIn();
    const [account] = accounts;
    if (account !== undefined) accounts[0] = { ...account, credentials: 2 };
    await expect(refresh.run(refreshToken)).rejects.toMatchObject(refused);
    expect(open.size).toBe(0);
    expect(notes.at(-1)).toMatchObject({ type: 'session.outdated' });
  });

  it('does not begin with an invented refresh token', async () => {
    const { refresh } = await signedIn();
    await expect(refresh.run('rt_invented')).rejects.toMatchObject(refused);
  });

  it('ends when its owner logs out', async () => {
    const { refresh, refreshToken, logOut, userId, sessionId } = await signedIn();
    await logOut.run({ id: sessionId, userId }, refreshToken);
    await expect(refresh.run(refreshToken)).rejects.toMatchObject(refused);
  });

  it('ends when its owner logs out with a refresh token nobody knows', async () => {
    const { refresh, refreshToken, logOut, userId, sessionId } = await signedIn();
    await logOut.run({ id: sessionId, userId }, 'rt_unknown');
    await expect(refresh.run(refreshToken)).rejects.toMatchObject(refused);
  });

  it('cannot be ended by somebody else who holds its refresh token', async () => {
    const { refresh, refreshToken, logOut } = await signedIn();
    await logOut.run({ id: 'their own', userId: 'somebody else' }, refreshToken);
    await expect(refresh.run(refreshToken)).resolves.toBeDefined();
  });
});
