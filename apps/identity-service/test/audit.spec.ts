import { type AuditEvent, auditEvent } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';
import { asAdmin } from './admin.js';
import { type Identity, orderServiceKey, startIdentity } from './identity.js';

describe('the audit trail', () => {
  let identity: Identity;
  let admin: Awaited<ReturnType<typeof asAdmin>>;
  let authorization: string;
  beforeAll(async () => {
    identity = await startIdentity();
    admin = await asAdmin(identity);
    const asked = { grantType: 'client_credentials', audience: 'identity-service' };
    const { body } = await identity.http().post('/v1/auth/token').set('x-api-key', orderServiceKey).send(asked);
    authorization = `Bearer ${body.accessToken}`;
  });
  afterAll(() => identity.stop());

  const anAuditEvent = (some: Partial<AuditEvent> = {}): AuditEvent => ({
    id: uuid(),
    at: new Date().toISOString(),
    type: 'event.refused',
    service: 'order-service',
    actor: { kind: 'unknown', id: null },
    subject: 'payment/1/2/shop.payment.captured.v1',
    traceId: 'a'.repeat(32),
    detail: { reason: 'amount-mismatch', deliveries: 1 },
    ...some,
  });
  const tell = (...events: AuditEvent[]) =>
    identity.http().post('/internal/audit-events').set({ authorization }).send({ events });
  const read = async (query: string): Promise<AuditEvent[]> => {
    const { body } = await admin.get(`/v1/audit-events?${query}`).expect(200);
    return body.items.map((item: unknown) => auditEvent.parse(item));
  };

  it('keeps what services tell, once however often they tell it', async () => {
    const event = anAuditEvent({ type: 'event.told_twice' });
    await tell(event).expect(204);
    await tell(event, event).expect(204);
    expect(await read('type=event.told_twice')).toEqual([event]);
  });

  it('shows the newest first, page by page, over the border of a day', async () => {
    const minutes = [0, 1, 2, 3, 4, 5, 6];
    const events = minutes.map((n) =>
      anAuditEvent({ type: 'event.in_pages', at: new Date(Date.UTC(2026, 10, 20, 23, 57 + n)).toISOString() }),
    );
    await tell(...events).expect(204);
    const span = 'from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z&type=event.in_pages';
    const seen: AuditEvent[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await admin.get(`/v1/audit-events?limit=3&${span}${after}`).expect(200);
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([...events].reverse());
    expect(await read('from=2026-11-20T23:58:00Z&to=2026-11-21T00:01:00Z&type=event.in_pages')).toEqual(
      [...events.slice(1, 4)].reverse(),
    );
  });

  it('knows who logged in, who failed to, and what an admin did', async () => {
    const login = { email: 'customer@causeway.example', password: 'a guess' };
    await identity.http().post('/v1/auth/login').send(login).expect(401);
    const created = await admin.post('/v1/api-keys', { name: 'erp', scopes: ['orders:read'] }).expect(201);
    const types = (await read('limit=100')).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['account.registered', 'session.opened', 'session.refused', 'api_key.created']),
    );
    expect(await read('type=api_key.created')).toMatchObject([{ subject: created.body.id }]);
    expect(JSON.stringify(await read('limit=100'))).not.toMatch(/causeway\.example|guess|cwk_[0-9a-f]{8}_/);
  });

  it.each([
    'from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z',
    'from=2026-01-01T00:00:00Z&to=2026-11-21T00:00:00Z',
    'from=yesterday',
    'type=Bad%20Type',
    'limit=0',
    'limit=1&limit=2',
    'cursor=forged',
    'user=ann',
  ])('refuses the question %s', async (query) => {
    expect((await admin.get(`/v1/audit-events?${query}`).expect(400)).body.code).toBe('bad-query');
  });

  it('takes nothing in another’s name, nothing of a wrong form, and nothing from people', async () => {
    expect((await tell(anAuditEvent({ service: 'payment-service' })).expect(422)).body.errors[0].pointer).toBe(
      '/events/0/service',
    );
    await tell({ ...anAuditEvent(), type: 'no type' }).expect(422);
    await tell().expect(422);
    await admin.post('/internal/audit-events', { events: [anAuditEvent()] }).expect(403);
    await identity.http().get('/v1/audit-events').set({ authorization }).expect(403);
  });
});
