import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tokens, user } from '@causeway/data-model';
import { secretsIn } from '../../src/secrets.js';
import { ask } from './api.js';
import { piecesLike, type Sort } from './looks-of-secrets.js';
import { orderOf, type Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

/** Words nobody else says, so that wherever they turn up they are hers. */
const quill = {
  email: 'zephyrine.quillfeather@private.example',
  password: 'ottoman-biscuit-lantern-17',
  otherPassword: 'velvet-harpoon-saddle-94',
  name: 'Zephyrine Quillfeather',
  address: {
    name: 'Zephyrine Quillfeather',
    line1: '77 Marmaladegasse',
    city: 'Quillhaven',
    postalCode: 'QX9-77',
    country: 'IE',
  },
  reason: 'my aunt Ermentrude is allergic',
};

/** Where everything is written that is kept for operators, and what must not be there. */
const places: Record<string, readonly Sort[]> = {
  logs: ['address', 'token', 'card', 'known'],
  'traces.db': ['address', 'token', 'card', 'known'],
  'traces.db-wal': ['address', 'token', 'card', 'known'],
  // Events carry where an order goes, and never an e-mail address or a secret.
  'service-bus': ['account', 'token', 'card'],
};

/** What was a secret of hers for a while. */
const secretsOfHers: string[] = [];

/** Comes before whatever keeps people from logging in. */
export function wholeLife(test: ShopTest): void {
  test('a customer does everything there is to do, right and wrong', async (shop) => {
    secretsOfHers.push(...(await livesAWholeLife(shop)));
    expect(secretsOfHers).toHaveLength(6);
  });
}

/** Runs after everything else, and looks through what all of it has left behind. */
export function leaks(test: ShopTest): void {
  test('nobody’s address, token or card is in logs, traces and on the bus, and of that customer no word', (shop) => {
    const hers = [
      ...secretsOfHers,
      quill.email,
      quill.password,
      quill.otherPassword,
      quill.name,
      ...Object.values(quill.address).filter((word) => word.length > 2),
      quill.reason,
    ];
    expect(leaksIn(shop, hers)).toEqual([]);
    expect(filesIn(shop).length).toBeGreaterThan(12);
    return Promise.resolve();
  });

  test("no secret of the system's own is in any of it", (shop) => {
    const own = textsIn(secretsIn(shop.system.dataDir));
    expect(own.length).toBeGreaterThan(12);
    const found = filesIn(shop).flatMap(([file, text]) =>
      own.filter((secret) => text.includes(secret)).map((secret) => `${file}: ${secret.slice(0, 12)}...`),
    );
    expect(found).toEqual([]);
    return Promise.resolve();
  });

  test('what is looked for would be found', (shop) => {
    const planted = `x ${quill.email} Bearer ${shop.staff.support.token} 4242424242424242 y`;
    expect(piecesLike(['address', 'token', 'card'], planted)).toHaveLength(3);
    return Promise.resolve();
  });
}

/** Everything a person can tell a shop, right and wrong; gives the secrets that were theirs for a while. */
async function livesAWholeLife(shop: Shop): Promise<string[]> {
  const { url } = shop;
  const { email, password, otherPassword, name, address, reason } = quill;
  const attempt = (what: string, body: unknown, as?: string) => ask(url, what, { body, as });
  const account = (await attempt('POST /v1/auth/register', { email, password, name })).read(user);
  await attempt('POST /v1/auth/register', { email, password, name });
  await attempt('POST /v1/auth/login', { email, password: otherPassword });
  await attempt('POST /v1/auth/login', `{"email":"${email}","password":"${password}`);
  const first = (await attempt('POST /v1/auth/login', { email, password })).read(tokens);
  const next = (await attempt('POST /v1/auth/refresh', { refreshToken: first.refreshToken })).read(tokens);
  const person = { id: account.id, email, token: next.accessToken, refreshToken: next.refreshToken };
  await ask(url, `GET /v1/products?q=${encodeURIComponent(email)}`, { as: person.token });
  await ask(url, `GET /v1/orders?${encodeURIComponent(email)}=${encodeURIComponent(name)}`, { as: person.token });
  await ask(url, `GET /v1/${encodeURIComponent(email)}/${person.token}`, { as: person.token });

  const lamp = await shop.newProduct();
  for (const paymentMethod of [
    'pm_card_visa',
    'pm_card_declined',
    'pm_card_timeout_after_charge',
    email,
    '4242424242424242',
  ])
    await shop.send(
      person,
      orderOf(lamp, { shippingAddress: { ...address, line2: null, region: null }, paymentMethod }),
    );
  const order = await shop.place(person, lamp);
  await shop.untilStatus(person, order, 'paid');
  await shop.timelineUntil(person, order, 'notification.sent');
  await ask(url, `POST /v1/orders/${order.id}/cancellation`, { as: person.token, body: { reason } });
  await shop.untilStatus(person, order, 'refunded');
  await attempt('POST /v1/me/password', { current: password, next: otherPassword }, person.token);
  await attempt('POST /v1/me/password', { current: email, next: name }, person.token);
  const last = (await attempt('POST /v1/auth/login', { email, password: otherPassword })).read(tokens);
  await attempt('POST /v1/auth/logout', { refreshToken: last.refreshToken }, last.accessToken);
  await attempt('POST /v1/auth/refresh', { refreshToken: last.refreshToken });
  return [first, next, last].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
}

/** Every text of a structure, without the names of its fields. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];

function leaksIn(shop: Shop, known: readonly string[]): string[] {
  return filesIn(shop).flatMap(([file, text, sorts]) => [
    ...piecesLike(sorts, text).map((piece) => `${file}: ${piece}`),
    ...(sorts.includes('known') ? known.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`) : []),
  ]);
}

/** Every file of every place, as Latin-1 text: what is ASCII in a database's pages stands there as it is. */
function filesIn({ system: { dataDir } }: Shop): [file: string, text: string, sorts: readonly Sort[]][] {
  return Object.entries(places).flatMap(([place, sorts]) =>
    under(join(dataDir, place)).map((file): [string, string, readonly Sort[]] => [
      file.slice(dataDir.length + 1),
      readFileSync(file, 'latin1'),
      sorts,
    ]),
  );
}

function under(path: string): string[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind === undefined) return [];
  return kind.isDirectory() ? readdirSync(path).flatMap((name) => under(join(path, name))) : [path];
}
