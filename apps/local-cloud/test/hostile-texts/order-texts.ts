import { cart, listOf, type Order, order, type Product, product, topProduct, user } from '@causeway/data-model';
import pLimit from 'p-limit';
import * as z from 'zod';
import { ask } from '../system/api.js';
import { logIn, type Person } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { cutTo, textAt, textsUpTo } from './fitting.js';

/** So many texts go with one customer, each as the name of a product and most of them as something else, too. */
const textsOfAJourney = 18;
const productNames = textsUpTo(200);
const journeys = Math.ceil(productNames.length / textsOfAJourney);
/** A ranking is of one currency and holds a hundred products: these are sold by nobody else. */
const currencies = ['CHF', 'NOK', 'SEK', 'DKK', 'PLN', 'CZK', 'HUF', 'RON'];
const productsOfACurrency = 90;

type Journey = {
  who: Person;
  name: string;
  products: Product[];
  /** The one that is paid and refunded in part. */
  order: Order;
  /** The one that is cancelled before it is paid. */
  cancelled: Order;
  /** Of the refund, and of the cancellation. */
  reasons: { refund: string; cancellation: string };
};
const limit = pLimit(3);
let made: Promise<Journey[]> | undefined;

/** What goes with an order through both clouds: names, addresses, reasons. */
export function orderTexts(test: ShopTest): void {
  const withinMs = 240_000;
  /** All journeys are made once; each test looks at another place where their texts are shown. */
  const journeysOf = (shop: Shop): Promise<Journey[]> => {
    made ??= Promise.all(Array.from({ length: journeys }, (_, at) => limit(() => journey(shop, at))));
    return made;
  };

  test(
    'an order shows names, address and reasons as they were written, to its customer and to support, alone and in a list',
    async (shop) => {
      for (const { who, order: paid, cancelled, reasons } of await journeysOf(shop)) {
        for (const expected of [paid, cancelled]) {
          expect(await shop.read(who, expected.id)).toEqual(expected);
          expect(await shop.read(shop.staff.support, expected.id)).toEqual(expected);
        }
        const list = await ask(shop.url, 'GET /v1/orders', { as: who.token });
        expect(list.read(listOf(order)).items).toEqual([cancelled, paid]);
        expect(cancelled.cancellation?.reason).toBe(reasons.cancellation);
      }
    },
    withinMs,
  );

  test(
    'the stream of an order’s events carries its texts whole, whatever they would mean to a stream',
    async (shop) => {
      for (const { who, order: expected } of await journeysOf(shop)) {
        const { text } = await ask(shop.url, `GET /v1/orders/${expected.id}/events`, { as: who.token });
        const [event, data] = text.split('\n', 2);
        expect(event).toBe('event: snapshot');
        expect(order.parse(JSON.parse(data?.slice('data: '.length) ?? ''))).toEqual(expected);
        expect(text.split('\n').every((line) => line === '' || /^(event|data|id|:)/.test(line))).toBe(true);
      }
    },
    withinMs,
  );

  test(
    'a payment shows its refunds’ reasons as they were written',
    async (shop) => {
      for (const { who, order: its, reasons } of await journeysOf(shop)) {
        const { refunds } = await shop.paymentOf(who, its);
        expect(refunds.map(({ reason }) => reason)).toContain(reasons.refund);
      }
    },
    withinMs,
  );

  test(
    'letters name people and products as they were written, in text and in HTML, to one address and with no header more',
    async (shop) => {
      const mails = await lettersOf(shop);
      for (const { who, name, products } of await journeysOf(shop)) {
        const own = mails.filter(({ to }) => to.join() === who.email);
        expect(own.map(({ subject }) => subject)).toContain('Your order is paid');
        for (const { subject, text, html, headers } of own) {
          const bought = subject === 'Your order is cancelled' ? products.slice(0, 1) : products;
          expect([subject, subjects.has(subject)]).toEqual([subject, true]);
          expect(Object.keys(headers).filter((one) => !ordinary.has(one))).toEqual([]);
          for (const written of [`Dear ${name},`, ...bought.map((one) => `1 x ${one.name}: `)]) {
            expect(asInMail(text)).toContain(asInMail(written));
            expect(asInMail(html ?? '')).toContain(asInMail(escaped(written)));
          }
        }
      }
    },
    withinMs,
  );

  test(
    'analytics-service calls what sold as the catalogue does',
    async (shop) => {
      const sold = (await journeysOf(shop)).flatMap(({ products }) => products);
      const ranked: Map<string, string> = new Map();
      for (const currency of new Set(sold.map(({ price }) => price.currency))) {
        const what = `GET /v1/analytics/top-products?limit=100&currency=${currency}`;
        const { items } = (await ask(shop.url, what, { as: shop.staff.analyst.token })).read(listOf(topProduct));
        for (const { productId, name } of items) ranked.set(productId, name);
      }
      expect(sold.map(({ id }) => ranked.get(id))).toEqual(sold.map(({ name }) => name));
    },
    withinMs,
  );
}

/** Somebody opens an account, fills a cart, buys, gets some of it back, and cancels: each with texts of their own. */
async function journey(shop: Shop, at: number): Promise<Journey> {
  const first = at * textsOfAJourney;
  const text = (n: number, most: number) => cutTo(textAt(productNames, first + n), most);
  const { who, name } = await somebody(shop, at, text(0, 100));
  const products = await productsOf(shop, first);
  for (const { id } of products) {
    await ask(shop.url, `PUT /v1/cart/items/${id}`, { as: who.token, body: { quantity: 1 } });
  }
  const filled = (await ask(shop.url, 'GET /v1/cart', { as: who.token })).read(cart);
  expect(filled.items.map((item) => item.name).sort()).toEqual(products.map((one) => one.name).sort());

  const addressOf = (n: number) => ({
    name: text(n, 100),
    line1: text(n + 1, 200),
    line2: text(n + 2, 200),
    city: text(n + 3, 100),
    postalCode: text(n + 4, 20),
    region: text(n + 5, 100),
    country: 'IE',
  });
  const shippingAddress = addressOf(1);
  const items = products.map(({ id }) => ({ productId: id, quantity: 1 }));
  const placed = (await shop.send(who, { items, paymentMethod: 'pm_card_visa', shippingAddress })).read(order);
  expect(placed.shippingAddress).toEqual(shippingAddress);
  expect(placed.items.map((item) => item.name)).toEqual(products.map((one) => one.name));
  await shop.timelineUntil(who, placed, 'notification.sent');

  const { id: paymentId } = await shop.paymentOf(who, placed);
  const reasons = { refund: text(7, 200), cancellation: text(8, 200) };
  const amount = { amount: 1, currency: placed.total.currency };
  expect((await shop.refund(paymentId, { amount, reason: reasons.refund })).status).toBe(201);
  const another = { items: items.slice(0, 1), paymentMethod: 'pm_card_3ds', shippingAddress: addressOf(9) };
  const dropped = (await shop.send(who, another)).read(order);
  expect(dropped.shippingAddress).toEqual(another.shippingAddress);
  const body = { reason: reasons.cancellation };
  expect((await ask(shop.url, `POST /v1/orders/${dropped.id}/cancellation`, { as: who.token, body })).status).toBe(202);
  const [refunded, cancelled] = await Promise.all([
    shop.untilStatus(who, placed, 'partially_refunded'),
    shop.untilStatus(who, dropped, 'cancelled'),
  ]);
  return { who, name, products, order: refunded, cancelled, reasons };
}

async function somebody(shop: Shop, at: number, name: string) {
  const email = `hostile-${at}@system.example`;
  const body = { email, password: 'causeway-demo-1', name };
  const { id, name: kept } = (await ask(shop.url, 'POST /v1/auth/register', { body })).read(user);
  const who = { id, email, ...(await logIn(shop.url, email)) };
  expect([kept, (await ask(shop.url, 'GET /v1/me', { as: who.token })).read(user).name]).toEqual([name, name]);
  return { who, name };
}

async function productsOf(shop: Shop, first: number): Promise<Product[]> {
  const as = shop.staff.merchandiser.token;
  const price = { amount: 500, currency: currencies[Math.floor(first / productsOfACurrency)] ?? 'EUR' };
  const made: Product[] = [];
  for (const [n, name] of productNames.slice(first, first + textsOfAJourney).entries()) {
    const body = { sku: `J-${first + n}`, name, category: 'hostile-orders', price, stock: 9 };
    made.push((await ask(shop.url, 'POST /v1/products', { as, body })).read(product));
  }
  return made;
}

const mail = z.object({
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
});

async function lettersOf({ system }: Shop): Promise<z.infer<typeof mail>[]> {
  const answer = await fetch(`http://127.0.0.1:${system.ports.mailbox}/messages?limit=100000`);
  return z.object({ items: z.array(mail) }).parse(await answer.json()).items;
}

const subjects = new Set(['Your order is paid', 'Part of your order is refunded', 'Your order is cancelled']);
const ordinary = new Set([
  'from',
  'to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]);

/** A letter has line ends of its own (RFC 5322, section 2.3). */
const asInMail = (text: string): string => text.replaceAll(/\r\n?|\n/g, '\n');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
