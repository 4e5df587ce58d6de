import { memoryPorts } from '../../test/memory-ports.js';
import { LogIn } from './log-in.js';
import { RegisterUser } from './register-user.js';

const right = { email: 'ann@example.com', password: 'correct horse', address: '192.0.2.1' };
const wrong = { ...right, password: 'battery staple' };

async function withAnn() {
  const ports = memoryPorts();
  await new RegisterUser(ports).run({ ...right, name: 'Ann' });
  return { ...ports, logIn: new LogIn(ports) };
}

describe('logging in', () => {
  it('opens a session and gives its tokens', async () => {
    const { logIn, open, accounts } = await withAnn();
    const tokens = await logIn.run(right);
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, refreshToken: expect.stringMatching(/^rt_/) });
    const [session] = [...open.values()];
    const claims = { userId: accounts[0]?.id, sessionId: session?.id, roles: ['customer'] };
    expect(JSON.parse(tokens.accessToken)).toEqual(claims);
  });

  it('says the same of an unknown account as of a wrong password', async () => {
    const { logIn } = await withAnn();
    const refusals = [wrong, { ...right, email: 'nobody@example.com' }].map((attempt) =>
      logIn.run(attempt).catch(({ code, message }) => ({ code, message })),
    );
    const [first, second] = await Promise.all(refusals);
    expect(first).toEqual({ code: 'invalid-credentials', message: 'The credentials are not valid.' });
    expect(second).toEqual(first);
  });

  it('finds no account whose password was replaced in this very moment', async () => {
    const { logIn, accounts, users, open } = await withAnn();
    const [ann] = accounts;
    if (ann === undefined) throw new Error('Ann is missing');
    users.byEmail = async () => {
      accounts[0] = { ...ann, credentials: ann.credentials + 1 };
      return ann;
    };
    await expect(logIn.run(right)).rejects.toMatchObject({ code: 'invalid-credentials' });
    expect(open.size).toBe(0);
  });

  it('renews a hash that was made at another cost', async () => {
    const { logIn, accounts } = await withAnn();
    const [ann] = accounts;
    if (ann === undefined) throw new Error('Ann is missing');
    accounts[0] = { ...ann, passwordHash: `cheaply ${ann.passwordHash}` };
    await logIn.run(right);
    expect(accounts[0].passwordHash).toBe(ann.passwordHash);
  });

  it('is noted, and so is every refusal, without saying what was tried', async () => {
    const { logIn, notes, accounts } = await withAnn();
    await logIn.run(wrong).catch(() => undefined);
    await logIn.run({ ...wrong, email: 'nobody@example.com' }).catch(() => undefined);
    await logIn.run(right);
    const ann = accounts[0]?.id;
    expect(notes.slice(1)).toMatchObject([
      { type: 'session.refused', actor: { kind: 'unknown' }, subject: ann },
      { type: 'session.refused', subject: null },
      { type: 'session.opened', actor: { kind: 'user', id: ann } },
    ]);
    expect(JSON.stringify(notes)).not.toMatch(/example\.com|horse|staple/);
  });

  it('makes somebody wait who fails again and again, even with the right password in the end', async () => {
    const { logIn } = await withAnn();
    for (let i = 0; i < 3; i += 1)
      await expect(logIn.run(wrong)).rejects.toMatchObject({ code: 'invalid-credentials' });
    const waiting = { code: 'quota-exceeded', extras: { retryAfter: 60 } };
    await expect(logIn.run(wrong)).rejects.toMatchObject(waiting);
    await expect(logIn.run(right)).rejects.toMatchObject(waiting);
  });

  it('lets the account be used from elsewhere meanwhile', async () => {
    const { logIn } = await withAnn();
    for (let i = 0; i < 4; i += 1) await logIn.run(wrong).catch(() => undefined);
    await expect(logIn.run({ ...right, address: '192.0.2.2' })).resolves.toBeDefined();
  });

  it('forgets the failures when the right password comes', async () => {
    const { logIn } = await withAnn();
    for (let round = 0; round < 3; round += 1) {
      await logIn.run(wrong).catch(() => undefined);
      await logIn.run(wrong).catch(() => undefined);
      await expect(logIn.run(right)).resolves.toBeDefined();
    }
  });
});
