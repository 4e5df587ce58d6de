import { randomBytes } from 'node:crypto';
import { user } from '@causeway/data-model';
import { type Identity, orderServiceKey, startIdentity } from './identity.js';

describe('what services are given', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity();
  });
  afterAll(() => identity.stop());

  const token = (body: object | string, key?: string) => {
    const asked = identity.http().post('/v1/auth/token').type('json').send(body);
    return key === undefined ? asked : asked.set('x-api-key', key);
  };
  const toIdentity = { grantType: 'client_credentials', audience: 'identity-service' };
  const serviceToken = async () => `Bearer ${(await token(toIdentity, orderServiceKey).expect(200)).body.accessToken}`;

  it('is a token for one service, for a key', async () => {
    const { body } = await token(toIdentity, orderServiceKey).expect(200).expect('cache-control', 'no-store');
    expect(body).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 300 });
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'service:order-service',
      aud: 'identity-service',
      iss: 'https://shop.example',
    });
  });

  it.each([undefined, '', 'cwk_00000000_short', `${orderServiceKey}x`, `${orderServiceKey.slice(0, -1)}!`])(
    'is nothing for the key %j',
    async (key) => {
      const answer = await token('{ no JSON', key).expect(401).expect('www-authenticate', /./);
      expect(answer.body.code).toBe('invalid-key');
    },
  );

  it.each([
    [{ grantType: 'password', audience: 'order-service' }, '/grantType'],
    [{ grantType: 'client_credentials', audience: 'warehouse-service' }, '/audience'],
    [{ grantType: 'client_credentials' }, '/audience'],
  ])('is a 422 for %j', async (body, pointer) => {
    const answer = await token(body, orderServiceKey).expect(422);
    expect(answer.body.errors).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('is a user by id', async () => {
    const account = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };
    const { body } = await identity.http().post('/v1/auth/register').send(account).expect(201);
    const authorization = await serviceToken();
    const found = await identity.http().get(`/internal/users/${body.id}`).set({ authorization }).expect(200);
    expect(user.parse(found.body)).toEqual(body);
    for (const unknown of ['0193a2b4-0000-7000-8000-000000000001', 'rubbish', 'META']) {
      await identity.http().get(`/internal/users/${unknown}`).set({ authorization }).expect(404);
    }
  });

  it('is nothing for people', async () => {
    const login = { email: 'admin@causeway.example', password: 'causeway-demo-1' };
    const { body } = await identity.http().post('/v1/auth/login').send(login).expect(200);
    const authorization = `Bearer ${body.accessToken}`;
    expect((await identity.http().get('/internal/revoked-sessions').set({ authorization }).expect(403)).body.code).toBe(
      'forbidden',
    );
  });

  it('are public keys and where to find them, for caches too', async () => {
    const keys = await identity
      .http()
      .get('/.well-known/jwks.json')
      .expect(200)
      .expect('cache-control', /max-age=\d+/);
    expect(keys.body).toEqual({
      keys: [
        { kid: 'k1', kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', x: expect.any(String), y: expect.any(String) },
      ],
    });
    const { body } = await identity.http().get('/.well-known/openid-configuration').expect(200);
    expect(body).toMatchObject({
      issuer: 'https://shop.example',
      jwks_uri: 'https://shop.example/.well-known/jwks.json',
    });
  });

  it('is nothing for the old key once it is exchanged for another, and nothing for the tokens it has given', async () => {
    const { engine } = identity;
    const next = `cwk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
    const both = await startIdentity(engine, 'there', { 'order-service': `${next},${orderServiceKey}` });
    const asked = (key: string) => both.http().post('/v1/auth/token').set('x-api-key', key).send(toIdentity);
    const authorization = `Bearer ${(await asked(orderServiceKey).expect(200)).body.accessToken}`;
    await asked(next).expect(200);
    await both.stop();

    const after = await startIdentity(engine, 'there', { 'order-service': next });
    await after.http().post('/v1/auth/token').set('x-api-key', orderServiceKey).send(toIdentity).expect(401);
    await after.http().post('/v1/auth/token').set('x-api-key', next).send(toIdentity).expect(200);
    await after.http().get('/internal/revoked-sessions').set({ authorization }).expect(401);
    await after.stop();
    // As it was, for the others here.
    await (await startIdentity(engine)).stop();
  });

  it('are the same key from processes that start at the same moment', async () => {
    const { engine } = identity;
    const others = await Promise.all([startIdentity(engine), startIdentity(engine)]);
    const sets = await Promise.all(
      [identity, ...others].map(async ({ http }) => (await http().get('/.well-known/jwks.json')).body),
    );
    expect(sets[1]).toEqual(sets[0]);
    expect(sets[2]).toEqual(sets[0]);
    await Promise.all(others.map((one) => one.stop()));
  });
});
