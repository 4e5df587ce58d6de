import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { createServiceTokens, httpErasures } from '@causeway/auth';
import { type AuditEvent, type Erasure, erasure, keepersOfPersonalData, parseEvent } from '@causeway/data-model';
import { type Engine, startDynamo } from '@causeway/engines';
import { openDynamo } from '@causeway/stores/dynamo';
import { eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { sha256 } from '../src/adapters/sha256.js';
import { asAdmin } from './admin.js';
import { type Identity, startIdentity } from './identity.js';

const password = 'correct horse';
const aKey = () => `cwk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
const keys = Object.fromEntries([...keepersOfPersonalData, 'product-service'].map((name) => [name, aKey()]));

describe('an erasure', () => {
  let engine: Engine;
  let identity: Identity;
  let other: Identity;
  beforeAll(async () => {
    engine = await startDynamo();
    identity = await startIdentity(engine, 'there', keys);
    // Another process over the same store.
    other = await startIdentity(engine, 'there', keys);
  });
  afterAll(async () => {
    await Promise.all([identity.stop(), other.stop()]);
    await engine.stop();
  });

  const post = (path: string, body: object) => identity.http().post(path).send(body);
  const logIn = (email: string, secret = password) => post('/v1/auth/login', { email, password: secret });
  const aPerson = async (name = 'Ann') => {
    const email = `${uuid()}@example.com`;
    const { body: user } = await post('/v1/auth/register', { email, password, name }).expect(201);
    const { body: tokens } = await logIn(email).expect(200);
    const authorization: string = `Bearer ${tokens.accessToken}`;
    return { id: String(user.id), email, authorization, refreshToken: String(tokens.refreshToken) };
  };
  type Person = Awaited<ReturnType<typeof aPerson>>;
  const erase = async ({ authorization }: Person, at = identity): Promise<Erasure> => {
    const { body, headers } = await at.http().delete('/v1/me').set({ authorization }).expect(202);
    expect(headers.location).toBe(`/v1/erasures/${body.id}`);
    return erasure.parse(body);
  };
  const read = async (id: string): Promise<Erasure> =>
    erasure.parse((await identity.http().get(`/v1/erasures/${id}`).expect(200)).body);
  /** Asks and tells as a service does. */
  const as = (service: string) => {
    const apiKey = keys[service];
    if (apiKey === undefined) throw new Error(`${service} has no key.`);
    return httpErasures(identity.url, createServiceTokens({ identityUrl: identity.url, apiKey }));
  };
  const allReport = ({ id }: Person) =>
    Promise.all(keepersOfPersonalData.map((service) => as(service).report(id, { things: service.length })));
  const audited = async (type: string): Promise<AuditEvent[]> => {
    const admin = await asAdmin(identity);
    return (await admin.get(`/v1/audit-events?limit=100&type=${type}`).expect(200)).body.items;
  };
  const itemsWith = async (...texts: string[]) => {
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: 'causeway-identity', ConsistentRead: true }),
    );
    client.destroy();
    expect(LastEvaluatedKey).toBeUndefined();
    const found = Items.map((item) => unmarshall(item));
    return found.filter((item) => texts.some((text) => JSON.stringify(item).includes(text)));
  };

  it('begins at once and can be followed by whoever knows its id, without saying who it was', async () => {
    const person = await aPerson();
    const begun = await erase(person);
    expect(begun).toEqual({
      id: expect.any(String),
      status: 'in_progress',
      requestedAt: expect.any(String),
      completedAt: null,
      services: keepersOfPersonalData.map((service) => ({ service, completedAt: null })),
    });
    expect(await read(begun.id)).toEqual(begun);
    await identity.http().get(`/v1/erasures/${uuid()}`).expect(404);
    await identity.http().get(`/v1/erasures/${person.id}`).expect(404);
    await identity.http().get('/v1/erasures/rubbish').expect(404);
    await identity.http().delete('/v1/me').expect(401);
  });

  it('is told of to every service, in the version after the last', async () => {
    const person = await aPerson();
    await erase(person);
    const event = await eventually(() => {
      const id = `account/${person.id}/2/shop.account.erased.v1`;
      const found = identity.published.find((one) => one.id === id);
      if (found === undefined) throw new Error('not yet');
      return found;
    });
    expect(parseEvent(JSON.parse(JSON.stringify(event)), new Date())).toHaveProperty('event');
    expect(JSON.stringify(event)).not.toMatch(/example\.com|Ann/);
  });

  it('frees the address, at which nobody can log in any more', async () => {
    const person = await aPerson();
    await erase(person);
    const [gone, unknown] = [await logIn(person.email), await logIn(`${uuid()}@example.com`)];
    expect(gone.status).toBe(401);
    expect({ ...gone.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
    const { body } = await post('/v1/auth/register', { email: person.email, password, name: 'Ann' }).expect(201);
    expect(body.id).not.toBe(person.id);
    await logIn(person.email).expect(200);
  });

  it('ends every session, and is the same one for a token that is still honoured somewhere', async () => {
    const person = await aPerson();
    const second = (await logIn(person.email).expect(200)).body;
    const { id } = await erase(person);
    const { authorization } = person;
    await identity.http().get('/v1/me').set({ authorization }).expect(401);
    await identity.http().get('/v1/me').set('authorization', `Bearer ${second.accessToken}`).expect(401);
    for (const { refreshToken } of [person, second]) await post('/v1/auth/refresh', { refreshToken }).expect(401);
    expect((await erase(person, other)).id).toBe(id);
    await other.http().get('/v1/me').set({ authorization }).expect(404);
    const change = { current: password, next: 'a rather new passphrase' };
    await other.http().post('/v1/me/password').set({ authorization }).send(change).expect(401);
    await other.http().get('/v1/me/export').set({ authorization }).expect(401);
  });

  it('is begun once by many who ask at the same time', async () => {
    const person = await aPerson();
    const asked = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        (n % 2 === 0 ? identity : other).http().delete('/v1/me').set('authorization', person.authorization),
      ),
    );
    const ids = asked.filter(({ status }) => status === 202).map(({ body }) => body.id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(1);
    // Who came when it was done has an ended session.
    for (const { status } of asked) expect([202, 401]).toContain(status);
  });

  it('is known to services, as is that an account was not erased', async () => {
    const [erased, present] = [await aPerson(), await aPerson()];
    await erase(erased);
    const order = as('order-service');
    expect(await order.isErased(erased.id)).toBe(true);
    expect(await order.isErased(present.id)).toBe(false);
    expect(await order.isErased(uuid())).toBe(false);
    await identity.http().get(`/internal/erasures/${erased.id}`).expect(401);
    const { authorization } = present;
    await identity.http().get(`/internal/erasures/${erased.id}`).set({ authorization }).expect(403);
  });

  it('is complete when the last service has reported, and the counts are in the audit trail', async () => {
    const person = await aPerson();
    const { id } = await erase(person);
    await as('order-service').report(person.id, { orders: 3, cartLines: 0 });
    const first = await read(id);
    expect(first.status).toBe('in_progress');
    expect(first.services.map(({ completedAt }) => completedAt !== null)).toEqual([true, false, false, false]);
    // It did not hear that it was heard, and found nothing more.
    await as('order-service').report(person.id, { orders: 0, cartLines: 0 });
    await allReport(person);

    const done = await read(id);
    expect(done).toMatchObject({ status: 'complete', completedAt: expect.any(String) });
    expect(done.services[0]).toEqual(first.services[0]);
    const noted = (await audited('erasure.completed')).filter(({ subject }) => subject === person.id);
    expect(noted.map(({ detail }) => detail)).toEqual([
      {
        erasure: id,
        'order-service orders': 3,
        'order-service cartLines': 0,
        'payment-service things': 15,
        'notification-service things': 20,
        'analytics-service things': 17,
      },
    ]);
    await allReport(person);
    expect(await read(id)).toEqual(done);
    expect((await audited('account.erased')).filter(({ subject }) => subject === person.id)).toHaveLength(1);
  });

  it('is completed once by services that report at the same moment, twice each', async () => {
    const person = await aPerson();
    const { id } = await erase(person);
    await Promise.all([allReport(person), allReport(person)]);
    expect((await read(id)).status).toBe('complete');
    expect((await audited('erasure.completed')).filter(({ subject }) => subject === person.id)).toHaveLength(1);
  });

  it('takes no report of a service that keeps nothing, nor of somebody who was not erased', async () => {
    const [erased, present] = [await aPerson(), await aPerson()];
    const { id } = await erase(erased);
    await expect(as('product-service').report(erased.id, {})).rejects.toMatchObject({ cause: { code: 'forbidden' } });
    await expect(as('order-service').report(present.id, {})).rejects.toMatchObject({ cause: { code: 'not-found' } });
    await expect(as('order-service').report(erased.id, { orders: -1 })).rejects.toMatchObject({
      cause: { code: 'validation' },
    });
    expect((await read(id)).services.every(({ completedAt }) => completedAt === null)).toBe(true);
  });

  it('leaves nothing but the tombstone, and ids in the audit trail', async () => {
    const person = await aPerson('Wilhelmina Quist');
    const { authorization } = person;
    await logIn(person.email, 'a wrong guess').set('x-forwarded-for', '192.0.2.9').expect(401);
    await logIn(person.email, 'a wrong guess').set('x-forwarded-for', '192.0.2.8').expect(401);
    const second = (await logIn(person.email).set('x-forwarded-for', '192.0.2.9').expect(200)).body;
    const third = (await post('/v1/auth/refresh', { refreshToken: second.refreshToken }).expect(200)).body;
    await post('/v1/auth/logout', { refreshToken: third.refreshToken })
      .set('authorization', `Bearer ${third.accessToken}`)
      .expect(204);
    const next = 'a rather new passphrase';
    await identity.http().post('/v1/me/password').set({ authorization }).send({ current: password, next }).expect(204);
    const hash = sha256(person.email);
    const before = await itemsWith(person.id, hash);
    const kindsOf = (items: Record<string, unknown>[]) => [...new Set(items.map(({ pk }) => String(pk).split('#')[0]))];
    expect(kindsOf(before).sort()).toEqual(['A', 'E', 'RL', 'RT', 'S', 'U']);

    const { id } = await erase(person);
    expect(kindsOf(await itemsWith(person.email, 'Wilhelmina'))).toEqual([]);
    await allReport(person);

    await eventually(async () => {
      const after = await itemsWith(person.email, 'Wilhelmina', hash, person.id);
      expect(after.filter(({ pk }) => !String(pk).startsWith('A#'))).toEqual([
        {
          pk: `U#${person.id}`,
          sk: 'META',
          schemaVersion: 1,
          erasedAt: expect.any(String),
          version: 3,
          erasureId: id,
        },
      ]);
    });
    expect(JSON.stringify(await itemsWith(id))).not.toMatch(/Wilhelmina|example\.com/);
  });

  it('is for everybody, an admin too; and a demo user is there again at the next start, as somebody else', async () => {
    const login = { email: 'analyst@causeway.example', password: 'causeway-demo-1' };
    const { body } = await post('/v1/auth/login', login).expect(200);
    const authorization = `Bearer ${body.accessToken}`;
    const { body: me } = await identity.http().get('/v1/me').set({ authorization }).expect(200);
    await identity.http().delete('/v1/me').set({ authorization }).expect(202);
    await post('/v1/auth/login', login).expect(401);
    const later = await startIdentity(engine, 'there', keys);
    const { body: again } = await later.http().post('/v1/auth/login').send(login).expect(200);
    const { body: next } = await later.http().get('/v1/me').set('authorization', `Bearer ${again.accessToken}`);
    expect(next.roles).toEqual(me.roles);
    expect(next.id).not.toBe(me.id);
    await later.stop();
  });
});
