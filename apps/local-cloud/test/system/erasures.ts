import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { auditEvent, type Erasure, erasure, pseudonymOf, tokens, user } from '@causeway/data-model';
import { blobConnectionString } from '@causeway/engines';
import { openBlob } from '@causeway/stores/blob';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import { ask } from './api.js';
import type { Person } from './people.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

/** Words that are this person's alone, so that wherever they turn up it is about them. */
const someone = (email: string) => {
  const [own = ''] = email.split('@');
  return {
    email,
    password: 'walnut-gondola-thimble-3',
    name: `Balthasar Umbrellamaker ${own}`,
    address: {
      name: `Balthasar Umbrellamaker ${own}`,
      line1: `12 Dandelionstrasse ${own}`,
      line2: `c/o Periwinkle ${own}`,
      city: `Nettlebruck ${own}`,
      postalCode: `NB ${own}`,
      region: null,
      country: 'IE',
    },
    reason: `my parrot ${own} dislikes it`,
  };
};

/** Somebody's data: all of it for them, and none of it when they are gone. */
export function erasures(test: ShopTest): void {
  test('a person gets a copy of all that is kept about them, with nothing of anybody else', async (shop) => {
    const life = await aLife(shop, 'copied@private.example');
    await aLife(shop, 'somebody-else@private.example');
    const answer = await ask(shop.url, 'GET /v1/me/export', { as: life.person.token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    const all = JSON.parse(answer.text);
    expect(all.user).toMatchObject({ id: life.person.id, email: life.person.email });
    expect(all.orders).toHaveLength(2);
    expect(answer.text).toContain(life.who.address.line1);
    expect(answer.text).toContain(life.who.reason);
    expect(all.payments).toHaveLength(2);
    expect(all.notifications.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(all.cart)).toContain(life.inCart);
    expect(all.securityEvents.length).toBeGreaterThan(0);
    expect(answer.text).not.toMatch(/argon2|eyJ|rt_|passwordHash|somebody-else/);
  });

  test('an erased person is in no store any more, and the books still add up', async (shop) => {
    const life = await aLife(shop, 'leaving@private.example');
    const gone = await erased(shop, life.person);
    const words = [life.who.email, life.who.name, life.who.reason, ...wordsOf(life.who.address)];
    expect(await whereIs(shop, [...words, life.person.id])).toEqual([]);
    expect(gone.services.map(({ service }) => service).sort()).toEqual([
      'analytics-service',
      'notification-service',
      'order-service',
      'payment-service',
    ]);
    for (const { id } of life.orders) {
      const kept = await shop.read(shop.staff.support, id);
      expect(kept.userId).toBe(pseudonymOf(life.person.id));
    }
    await shop.everythingHolds();
    expect(await whereIs(shop, words)).toEqual([]);
  });

  test('what is erased is noted with how much it was, and says nothing of whom', async (shop) => {
    const life = await aLife(shop, 'noted@private.example');
    await erased(shop, life.person);
    const as = shop.staff.admin.token;
    for (const type of ['account.erased', 'erasure.completed']) {
      const found = (await ask(shop.url, `GET /v1/audit-events?type=${type}&limit=100`, { as })).read(
        z.object({ items: z.array(auditEvent) }),
      );
      const its = found.items.filter(({ subject }) => subject === life.person.id);
      expect([type, its.length]).toEqual([type, 1]);
      expect(JSON.stringify(its)).not.toMatch(/private\.example|Umbrella/);
    }
  });

  test('an address is free again at once, and who comes with it finds nothing of the one before', async (shop) => {
    const life = await aLife(shop, 'again@private.example');
    await erased(shop, life.person);
    const { email, password, name } = life.who;
    const fresh = (await ask(shop.url, 'POST /v1/auth/register', { body: { email, password, name } })).read(user);
    expect(fresh.id).not.toBe(life.person.id);
    const { accessToken } = (await ask(shop.url, 'POST /v1/auth/login', { body: { email, password } })).read(tokens);
    const list = z.object({ items: z.array(z.unknown()) });
    for (const path of ['/v1/orders', '/v1/notifications'])
      expect((await ask(shop.url, `GET ${path}`, { as: accessToken })).read(list).items).toEqual([]);
    const cart = (await ask(shop.url, 'GET /v1/cart', { as: accessToken })).read(list);
    expect(cart.items).toEqual([]);
  });

  test('orders under way when their customer goes are settled as all others, under the other name', async (shop) => {
    const { person, lamp, who } = await arrives(shop, 'hurried@private.example');
    const slow = await shop.place(person, lamp, 'pm_card_slow');
    const waiting = await shop.place(person, lamp, 'pm_card_3ds');
    const quick = shop.send(person, orderOf(lamp, { shippingAddress: who.address }));
    const leaving = erased(shop, person);
    const { support } = shop.staff;
    const asked = await shop.until(support, waiting.id, (now) => expect(now.nextAction).not.toBeNull());
    await shop.authenticate(asked, 'pass');
    await Promise.all([
      shop.untilSettled(support, slow),
      shop.untilSettled(support, waiting),
      leaving,
      quick.then(async ({ status, text }) => {
        if (status === 201) await shop.untilSettled(support, JSON.parse(text));
      }),
    ]);
    await shop.everythingHolds();
    expect(await whereIs(shop, [who.email, who.name, ...wordsOf(who.address), person.id])).toEqual([]);
  });
}

const wordsOf = (address: Record<string, string | null>): string[] =>
  Object.values(address).filter((word) => word !== null && word.length > 2) as string[]; // not null, as tested

type Life = Awaited<ReturnType<typeof aLife>>;

async function arrives(shop: Shop, email: string) {
  const who = someone(email);
  const { password, name } = who;
  const account = (await ask(shop.url, 'POST /v1/auth/register', { body: { email, password, name } })).read(user);
  const { accessToken, refreshToken } = (
    await ask(shop.url, 'POST /v1/auth/login', { body: { email, password } })
  ).read(tokens);
  const person: Person = { id: account.id, email, token: accessToken, refreshToken };
  return { who, person, lamp: await shop.newProduct({ stock: 50 }) };
}

/** One order that was delivered, one that was cancelled, and something in the cart. */
async function aLife(shop: Shop, email: string) {
  const { who, person, lamp } = await arrives(shop, email);
  const body = orderOf(lamp, { shippingAddress: who.address });
  const placed = await Promise.all([shop.send(person, body), shop.send(person, body)]);
  const orders = placed.map(({ text }) => JSON.parse(text) as { id: string }); // answers of POST /v1/orders
  const [kept, cancelled] = await Promise.all(
    orders.map(async ({ id }) => shop.until(person, id, (now) => expect(now.status).toBe('paid'))),
  );
  if (kept === undefined || cancelled === undefined) throw new Error('Two orders were placed.');
  const { reason } = who;
  await ask(shop.url, `POST /v1/orders/${cancelled.id}/cancellation`, { as: person.token, body: { reason } });
  await shop.untilStatus(person, cancelled, 'refunded');
  for (const order of [kept, cancelled]) await shop.timelineUntil(person, order, 'notification.sent');
  const wanted = await shop.newProduct();
  await ask(shop.url, `PUT /v1/cart/items/${wanted.id}`, { as: person.token, body: { quantity: 1 } });
  return { who, person, orders: [kept, cancelled], inCart: wanted.id };
}

/** Asks to be erased, and waits until every service has said that it is done. */
async function erased(shop: Shop, { token }: Life['person']): Promise<Erasure> {
  const answer = await ask(shop.url, 'DELETE /v1/me', { as: token });
  expect(answer.status).toBe(202);
  const { id, status } = answer.read(erasure);
  expect([status, answer.headers.get('location')]).toEqual(['in_progress', `/v1/erasures/${id}`]);
  return eventually(async () => {
    const now = (await ask(shop.url, `GET /v1/erasures/${id}`)).read(erasure);
    expect(now.status).toBe('complete');
    return now;
  }, 60_000);
}

/** The stores of both clouds; the provider's own and people's mailboxes are not ours to erase. */
const stores = ['dynamodb/dynamo.db', 'sql/payments.db', 'sql/notifications.db', 'sql/analytics.db'];

/** Where any of the words stand: in all tables of both clouds, and in the receipts. */
async function whereIs(shop: Shop, words: readonly string[]): Promise<string[]> {
  const rows = [...stores.flatMap((store) => rowsOf(join(shop.system.dataDir, store))), ...(await receiptsOf(shop))];
  const found = rows.flatMap(([place, row]) =>
    words.filter((word) => row.includes(word)).map((word) => `${place}: ${word} in ${row.slice(0, 100)}`),
  );
  return found.slice(0, 20);
}

/** A stream forgets after a day: what is in it is no part of the table any more. */
function rowsOf(file: string): [place: string, row: string][] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_stream_records'").all();
    return names.flatMap(({ name }) =>
      db
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row): [string, string] => [`${file.split('/').at(-1)} ${name}`, textOf(row)]),
    );
  } finally {
    db.close();
  }
}

/**
 * A row without the ids that may stay: the audit trail is append-only and knows people by their id alone, the tombstone of
 * an account says that it was erased, and the closed cart that nothing may be ordered for it again.
 */
function textOf(row: Record<string, unknown>): string {
  const text = JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value));
  return mayHoldTheId.test(String(row.pk)) ? text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '') : text;
}

const mayHoldTheId = /^S:(A#|U#|ER#)/;

async function receiptsOf({ system: { ports } }: Shop): Promise<[string, string][]> {
  const blobs = openBlob(blobConnectionString(ports.blob));
  return Promise.all(
    (await blobs.list('receipts')).map(
      async (name): Promise<[string, string]> => [
        `receipt ${name}`,
        String((await blobs.get('receipts', name))?.bytes),
      ],
    ),
  );
}
