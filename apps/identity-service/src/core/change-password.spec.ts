import { memoryPorts } from '../../test/memory-ports.js';
import { ChangePassword } from './change-password.js';
import { LogIn } from './log-in.js';
import { RegisterUser } from './register-user.js';

const ann = { email: 'ann@example.com', password: 'correct horse', name: 'Ann', address: '192.0.2.1' };
const change = { current: ann.password, next: 'battery staple', address: ann.address };

async function signedInTwice() {
  const ports = memoryPorts();
  const { id: userId } = await new RegisterUser(ports).run(ann);
  const logIn = new LogIn(ports);
  await logIn.run(ann);
  await logIn.run(ann);
  const [here, there] = [...ports.open.keys()];
  const session = { id: here ?? '', userId };
  return { ...ports, logIn, session, there: there ?? '', changePassword: new ChangePassword(ports) };
}

describe('choosing another password', () => {
  it('replaces the old one, and ends every session but the one it is done in', async () => {
    const { changePassword, session, there, open, logIn } = await signedInTwice();
    await changePassword.run(session, change);
    expect([...open.keys()]).toEqual([session.id]);
    expect(open.has(there)).toBe(false);
    await expect(logIn.run(ann)).rejects.toMatchObject({ code: 'invalid-credentials' });
    await expect(logIn.run({ ...ann, password: change.next })).resolves.toBeDefined();
  });

  it('tells the other services and the audit trail, neither of the password', async () => {
    const { changePassword, session, events, notes } = await signedInTwice();
    await changePassword.run(session, change);
    expect(events.at(-1)).toMatchObject({ type: 'shop.account.updated.v1', aggregateversion: 2 });
    expect(notes.at(-1)).toMatchObject({ type: 'password.changed', subject: session.userId });
    expect(JSON.stringify([events, notes])).not.toMatch(/horse|staple|ann@/);
  });

  it('needs the present one, and counts every wrong guess', async () => {
    const { changePassword, session, open, notes } = await signedInTwice();
    const wrong = { ...change, current: 'a guess' };
    for (let i = 0; i < 3; i += 1) {
      await expect(changePassword.run(session, wrong)).rejects.toMatchObject({ code: 'invalid-credentials' });
    }
    await expect(changePassword.run(session, wrong)).rejects.toMatchObject({ code: 'quota-exceeded' });
    await expect(changePassword.run(session, change)).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect(open.size).toBe(2);
    expect(notes.filter(({ type }) => type === 'password.refused')).toHaveLength(3);
  });

  it.each([
    ['password1234', 'must not be one of the most common passwords'],
    [ann.password, 'must be another password than the current one'],
  ])('refuses %s', async (next, message) => {
    const { changePassword, session, open } = await signedInTwice();
    await expect(changePassword.run(session, { ...change, next })).rejects.toMatchObject({
      code: 'validation',
      extras: { errors: [{ pointer: '/next', message }] },
    });
    expect(open.size).toBe(2);
  });

  it('is done once, when two ask for it at once', async () => {
    const { changePassword, session } = await signedInTwice();
    const both = ['battery staple', 'paper clip and glue'].map((next) =>
      changePassword.run(session, { ...change, next }).then(
        () => 'done',
        ({ code }) => code,
      ),
    );
    expect((await Promise.all(both)).sort()).toEqual(['done', 'invalid-credentials']);
  });
});
