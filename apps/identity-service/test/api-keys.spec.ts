import { apiKey, createdApiKey } from '@causeway/data-model';
import { DynamoTable, openDynamo } from '@causeway/stores/dynamo';
import { asAdmin } from './admin.js';
import { type Identity, orderServiceKey, startIdentity } from './identity.js';

describe('API keys', () => {
  let identity: Identity;
  let admin: Awaited<ReturnType<typeof asAdmin>>;
  beforeAll(async () => {
    identity = await startIdentity();
    admin = await asAdmin(identity);
  });
  afterAll(() => identity.stop());

  const create = async (body: object = {}) => {
    const answer = await admin.post('/v1/api-keys', { name: 'erp', scopes: ['orders:read'], ...body }).expect(201);
    return createdApiKey.parse(answer.body);
  };
  const exchange = (secret: string, audience = 'identity-service') =>
    identity.http().post('/v1/auth/token').set('x-api-key', secret).send({ grantType: 'client_credentials', audience });

  it('show their secret once, and are kept as a hash', async () => {
    const created = await create();
    expect(created.secret).toMatch(/^cwk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    expect(created.secret.startsWith(`${created.prefix}_`)).toBe(true);
    const { body } = await admin.get('/v1/api-keys?limit=100').expect(200);
    const listed = body.items.map((item: unknown) => apiKey.parse(item));
    const { secret, ...rest } = created;
    expect(listed).toContainEqual(rest);
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: identity.engine.endpoint });
    const stored = await new DynamoTable(client, 'causeway-identity').get({ pk: `K#${created.prefix}`, sk: 'META' });
    expect(stored).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(stored)).not.toContain(secret.slice(13));
    client.destroy();
  });

  it('are exchanged for tokens that say what their holder may do', async () => {
    const { secret, id } = await create({ scopes: ['orders:read', 'products:write'] });
    const { body } = await exchange(secret, 'order-service').expect(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 300 });
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'service:erp',
      aud: 'order-service',
      client_id: id,
      scope: 'orders:read products:write',
    });
  });

  it('of partners open nothing that only services may use', async () => {
    const { secret } = await create();
    const { accessToken } = (await exchange(secret).expect(200)).body;
    for (const path of [
      '/internal/revoked-sessions',
      '/internal/users/019aa000-0000-7000-8000-00000000dead',
      '/v1/me',
    ]) {
      const answer = await identity.http().get(path).set('authorization', `Bearer ${accessToken}`).expect(403);
      expect(answer.body.code).toBe('forbidden');
    }
  });

  it('say when they were last used', async () => {
    const { secret, id } = await create();
    await exchange(secret).expect(200);
    const { body } = await admin.get('/v1/api-keys?limit=100').expect(200);
    const used = body.items.find((item: { id: string }) => item.id === id);
    expect(Date.now() - Date.parse(used.lastUsedAt)).toBeLessThan(60_000);
  });

  it('end when they are revoked, and take the tokens given for them along', async () => {
    const { secret, id } = await create();
    const { accessToken } = (await exchange(secret).expect(200)).body;
    const asPartner = () => identity.http().get('/v1/me').set('authorization', `Bearer ${accessToken}`);
    await asPartner().expect(403);
    await admin.delete(`/v1/api-keys/${id}`).expect(204);
    expect((await exchange(secret).expect(401)).body.code).toBe('invalid-key');
    expect((await asPartner().expect(401)).body.code).toBe('invalid-token');
    await admin.delete(`/v1/api-keys/${id}`).expect(404);
    const { body } = await admin.get('/v1/api-keys?limit=100').expect(200);
    expect(body.items.map((item: { id: string }) => item.id)).not.toContain(id);
  });

  it('end when they expire', async () => {
    const { secret, expiresAt } = await create({ expiresAt: new Date(Date.now() + 1500).toISOString() });
    await exchange(secret).expect(200);
    await new Promise((passed) => setTimeout(passed, Date.parse(String(expiresAt)) - Date.now() + 5));
    await exchange(secret).expect(401);
  });

  it.each([
    [{ scopes: ['internal'] }, '/scopes/0'],
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['orders:read', 'orders:read'] }, '/scopes'],
    [{ scopes: 'orders:read' }, '/scopes'],
    [{ name: '' }, '/name'],
    [{ expiresAt: '2020-01-01T00:00:00.000Z' }, '/expiresAt'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ secret: 'cwk_00000000_mine' }, '/secret'],
  ])('are not made for %j', async (wrong, pointer) => {
    const answer = await admin.post('/v1/api-keys', { name: 'erp', scopes: ['orders:read'], ...wrong }).expect(422);
    expect(answer.body.errors).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('are listed newest first, page by page, and not those of services', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const name of names) await create({ name });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await admin.get(`/v1/api-keys?limit=2${query}`).expect(200);
      seen.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor;
    }
    expect(seen.slice(0, 5)).toEqual([...names].reverse());
    expect(new Set(seen)).not.toContain('order-service');
    expect((await admin.get('/v1/api-keys?cursor=forged').expect(400)).body.code).toBe('bad-query');
  });

  it('are an admin’s business alone', async () => {
    const login = { email: 'support@causeway.example', password: 'causeway-demo-1' };
    const { body } = await identity.http().post('/v1/auth/login').send(login).expect(200);
    const authorization = `Bearer ${body.accessToken}`;
    await identity.http().get('/v1/api-keys').set({ authorization }).expect(403);
    await identity.http().post('/v1/api-keys').set({ authorization }).send({}).expect(403);
    const { accessToken } = (await exchange(orderServiceKey).expect(200)).body;
    await identity.http().get('/v1/api-keys').set('authorization', `Bearer ${accessToken}`).expect(403);
  });
});
