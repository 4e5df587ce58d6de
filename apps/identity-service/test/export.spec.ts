import { createServiceTokens, createTokenVerifier } from '@causeway/auth';
import { keepersOfPersonalData, personalExport } from '@causeway/data-model';
import { type Identity, orderServiceKey, startIdentity } from './identity.js';
import { startKeepers } from './keepers-stand-in.js';

const password = 'correct horse';
const email = 'ann@example.com';

describe('the copy of everything about a person', () => {
  let keepers: Awaited<ReturnType<typeof startKeepers>>;
  let identity: Identity;
  let id: string;
  let authorization: string;
  beforeAll(async () => {
    keepers = await startKeepers();
    identity = await startIdentity(undefined, 'there', { 'order-service': orderServiceKey }, keepers.url);
    const post = (path: string, body: object) => identity.http().post(path).send(body);
    id = (await post('/v1/auth/register', { email, password, name: 'Ann' }).expect(201)).body.id;
    await post('/v1/auth/login', { email, password: 'a wrong guess' }).expect(401);
    const { body } = await post('/v1/auth/login', { email, password }).expect(200);
    authorization = `Bearer ${body.accessToken}`;
    await post('/v1/auth/register', { email: 'bob@example.com', password, name: 'Bob' }).expect(201);
    const order = (n: number) => ({ kind: 'orders', data: { id: `order ${n}`, timeline: [] } });
    const cart = { kind: 'cart', data: { items: [], updatedAt: null } };
    keepers.keep('order-service', id, [cart, order(1)], [order(2)], [], [order(3)]);
    keepers.keep('payment-service', id, [{ kind: 'payments', data: { id: 'payment 1' } }]);
    keepers.keep('notification-service', id, [], [{ kind: 'notifications', data: { id: 'letter 1' } }]);
    keepers.keep('analytics-service', id, [{ kind: 'analytics', data: { row: 1 } }]);
  });
  afterAll(async () => {
    await identity.stop();
    await keepers.stop();
  });
  beforeEach(() => {
    keepers.state.asked.length = 0;
    keepers.state.away = undefined;
  });

  const ask = () => identity.http().get('/v1/me/export').set({ authorization });

  it('holds what this service keeps and all pages of all others, as a file no cache keeps', async () => {
    const { body } = await ask()
      .expect(200)
      .expect('content-disposition', 'attachment; filename="causeway-personal-data.json"')
      .expect('cache-control', 'no-store');
    const copy = personalExport.parse(body);
    expect(copy.user).toMatchObject({ id, email, name: 'Ann' });
    expect(copy.sessions).toMatchObject([{ refreshedAt: null, endedAt: null }]);
    expect(copy.securityEvents.map(({ type }) => type)).toEqual([
      'account.registered',
      'session.refused',
      'session.opened',
    ]);
    expect(copy.cart).toEqual({ items: [], updatedAt: null });
    expect(copy.orders).toMatchObject([{ id: 'order 1' }, { id: 'order 2' }, { id: 'order 3' }]);
    expect(copy.payments).toEqual([{ id: 'payment 1' }]);
    expect(copy.notifications).toEqual([{ id: 'letter 1' }]);
    expect(copy.analytics).toEqual([{ row: 1 }]);
    expect(JSON.stringify(body)).not.toMatch(/argon2|passwordHash|rt_|eyJ|bob/i);
  });

  it('is asked for with tokens that each service takes, of identity-service and for nobody else', async () => {
    await ask().expect(200);
    expect([...new Set(keepers.state.asked.map(({ service }) => service))].sort()).toEqual(
      [...keepersOfPersonalData].sort(),
    );
    const serviceTokens = createServiceTokens({ identityUrl: identity.url, apiKey: orderServiceKey });
    for (const { service, authorization: shown } of keepers.state.asked) {
      const issuer = 'https://shop.example';
      const verifier = createTokenVerifier({ identityUrl: identity.url, issuer, audience: service, serviceTokens });
      const principal = { kind: 'service', name: 'identity-service' };
      expect(await verifier.verify(shown.replace('Bearer ', ''))).toMatchObject(principal);
      verifier.stop();
    }
  });

  it.each(keepersOfPersonalData)('is not given in part while %s is away, whose name nobody hears', async (service) => {
    keepers.state.away = service;
    const { body } = await ask().expect(503);
    expect(body.code).toBe('unavailable');
    expect(JSON.stringify(body)).not.toMatch(/order-service|payment|notification|analytics|127\.0\.0\.1/);
  });

  it('is for the person alone', async () => {
    await identity.http().get('/v1/me/export').expect(401);
  });
});
