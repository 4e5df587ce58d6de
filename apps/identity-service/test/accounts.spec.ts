import { user } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { type Identity, startIdentity } from './identity.js';

const password = 'correct horse';

describe('accounts', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity();
  });
  afterAll(() => identity.stop());

  const post = (path: string, body: object) => identity.http().post(path).send(body);
  const register = (email: string) => post('/v1/auth/register', { email, password, name: 'Ann' });
  const logIn = (email: string, secret = password, from = '192.0.2.1') =>
    post('/v1/auth/login', { email, password: secret }).set('x-forwarded-for', from);

  it('are opened with 201, the user and where to find it', async () => {
    const { body } = await register('Ann@Example.com').expect(201).expect('location', '/v1/me');
    expect(user.parse(body)).toMatchObject({ email: 'ann@example.com', name: 'Ann', roles: ['customer'] });
  });

  it('are announced to the other services, without address and name', async () => {
    const { body } = await register('gwen@example.com').expect(201);
    const event = await eventually(() => {
      const found = identity.published.find(({ subject }) => subject === body.id);
      expect(found).toBeDefined();
      return found;
    });
    expect(event).toMatchObject({
      id: `account/${body.id}/1/shop.account.registered.v1`,
      source: '/aws/identity-service',
      data: { account: { id: body.id, roles: ['customer'], createdAt: body.createdAt, version: 1 } },
    });
    expect(JSON.stringify(event)).not.toMatch(/gwen|Ann/);
  });

  it('are one per address, whatever its case and however many ask at once', async () => {
    const addresses = ['bob@example.com', 'BOB@example.com', 'Bob@Example.Com', 'bob@EXAMPLE.com'];
    const answers = await Promise.all(addresses.map((email) => register(email)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.code).toBe('already-exists');
    expect(refused?.headers).not.toHaveProperty('location');
  });

  it.each([
    [{ email: 'not an address', password, name: 'Ann' }, '/email'],
    [{ email: 'c@example.com', password: 'too short', name: 'Ann' }, '/password'],
    [{ email: 'c@example.com', password: 'x'.repeat(129), name: 'Ann' }, '/password'],
    [{ email: 'c@example.com', password, name: '' }, '/name'],
    [{ email: 'c@example.com', password, name: 'Ann', roles: ['admin'] }, '/roles'],
  ])('are refused when a field is wrong: %j', async (body, pointer) => {
    const answer = await post('/v1/auth/register', body).expect(422);
    expect(answer.body.errors).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('count a password in code points', () =>
    register('emoji@example.com')
      .send({ password: '🔑'.repeat(12) })
      .expect(201));

  it('give tokens to whoever knows the password, which no cache keeps', async () => {
    await register('dora@example.com').expect(201);
    const { body } = await logIn('DORA@example.com').expect(200).expect('cache-control', 'no-store');
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^rt_/),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    const me = await identity.http().get('/v1/me').set('authorization', `Bearer ${body.accessToken}`).expect(200);
    expect(user.parse(me.body).email).toBe('dora@example.com');
  });

  it('refuse a wrong password and an unknown address with the same words', async () => {
    await register('eve@example.com').expect(201);
    const [wrong, unknown] = [await logIn('eve@example.com', 'wrong'), await logIn('nobody@example.com', 'wrong')];
    expect(wrong.status).toBe(401);
    expect({ ...wrong.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
    expect(wrong.body.code).toBe('invalid-credentials');
  });

  it('make somebody wait who guesses, from where they guess', async () => {
    await register('finn@example.com').expect(201);
    const guesses = await Promise.all(Array.from({ length: 14 }, (_, i) => logIn('finn@example.com', `guess ${i}`)));
    const statuses = guesses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    const refused = await logIn('finn@example.com').expect(429);
    expect(refused.body.code).toBe('quota-exceeded');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers.ratelimit).toBe(`"account-and-address";r=0;t=${refused.headers['retry-after']}`);
    expect(refused.headers['ratelimit-policy']).toBe('"account-and-address";q=10;w=900');
    await logIn('finn@example.com', password, '192.0.2.77').expect(200);
    await logIn('ann@example.com').expect(200);
  });

  it('are there for the demo, with the roles their names say', async () => {
    const { body } = await logIn('support@causeway.example', 'causeway-demo-1').expect(200);
    const me = await identity.http().get('/v1/me').set('authorization', `Bearer ${body.accessToken}`).expect(200);
    expect(me.body.roles).toEqual(['customer', 'support']);
  });

  it('are nobody’s without a token', async () => {
    const answer = await identity
      .http()
      .get('/v1/me')
      .expect(401)
      .expect('www-authenticate', /^Bearer/);
    expect(answer.body.code).toBe('unauthenticated');
  });
});
