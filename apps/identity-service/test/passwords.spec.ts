import type { Tokens } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';
import { type Identity, startIdentity } from './identity.js';

const password = 'correct horse';
const next = 'battery staple';

describe('changing a password', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity();
  });
  afterAll(() => identity.stop());

  const post = (path: string, body: object) => identity.http().post(path).send(body);
  const logIn = (email: string, secret = password) => post('/v1/auth/login', { email, password: secret });
  const me = ({ accessToken }: Tokens) => identity.http().get('/v1/me').set('authorization', `Bearer ${accessToken}`);
  const change = ({ accessToken }: Tokens, body: object) =>
    post('/v1/me/password', body).set('authorization', `Bearer ${accessToken}`);
  const someone = async (sessions: number) => {
    const email = `${uuid()}@example.com`;
    await post('/v1/auth/register', { email, password, name: 'Ann' }).expect(201);
    const open: Tokens[] = [];
    for (let i = 0; i < sessions; i += 1) open.push((await logIn(email).expect(200)).body);
    return { email, open };
  };

  it('ends all other sessions at once, their access tokens included, however many there are', async () => {
    const { email, open } = await someone(33);
    const [here, ...others] = open;
    if (here === undefined) throw new Error('nobody is logged in');
    await change(here, { current: password, next }).expect(204);
    await me(here).expect(200);
    await post('/v1/auth/refresh', { refreshToken: here.refreshToken }).expect(200);
    for (const other of others) {
      await me(other).expect(401);
      await post('/v1/auth/refresh', { refreshToken: other.refreshToken }).expect(401);
    }
    await logIn(email).expect(401);
    await logIn(email, next).expect(200);
  });

  it('is refused with a wrong current password, and changes nothing', async () => {
    const { email, open } = await someone(2);
    const [here, there] = open;
    if (here === undefined || there === undefined) throw new Error('nobody is logged in');
    const refused = await change(here, { current: 'a guess', next }).expect(401);
    expect(refused.body.code).toBe('invalid-credentials');
    await me(there).expect(200);
    await logIn(email).expect(200);
  });

  it.each([
    [{ current: password, next: 'too short' }, '/next'],
    [{ current: password, next: 'password1234' }, '/next'],
    [{ current: password, next: password }, '/next'],
    [{ current: password, next: 'lone \ud800 surrogate' }, '/next'],
    [{ current: '', next }, '/current'],
    [{ current: password, next, again: next }, '/again'],
  ])('is refused for %j', async (body, pointer) => {
    const { open } = await someone(1);
    const answer = await change(open[0] as Tokens, body).expect(422); // someone(1) has one
    expect(answer.body.errors).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('wins or loses as a whole against log-ins of the same moment', async () => {
    const { email, open } = await someone(1);
    const [here] = open;
    if (here === undefined) throw new Error('nobody is logged in');
    const [changed, ...logIns] = await Promise.all([
      change(here, { current: password, next }),
      ...Array.from({ length: 6 }, () => logIn(email)),
    ]);
    expect(changed.status).toBe(204);
    for (const { status, body } of logIns) {
      expect([200, 401]).toContain(status);
      if (status === 200) await post('/v1/auth/refresh', { refreshToken: body.refreshToken }).expect(401);
    }
  });

  it('is announced, and noted for the admin', async () => {
    const { open } = await someone(1);
    const [here] = open;
    if (here === undefined) throw new Error('nobody is logged in');
    const { body: user } = await me(here);
    await change(here, { current: password, next }).expect(204);
    expect(identity.published.filter(({ subject }) => subject === user.id).map(({ type }) => type)).toEqual([
      'shop.account.registered.v1',
      'shop.account.updated.v1',
    ]);
    const admin = (await logIn('admin@causeway.example', 'causeway-demo-1')).body;
    const { body } = await identity
      .http()
      .get('/v1/audit-events?type=password.changed&limit=100')
      .set('authorization', `Bearer ${admin.accessToken}`)
      .expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ subject: user.id, service: 'identity-service' }));
  });
});
