import type { Product } from '@causeway/data-model';
import { type History, recordHistory } from '@causeway/invariants/history';
import { type Session, Shop } from '../client/shop.js';
import { customers, type Purchase, products, scarceStock } from './traffic.js';

const staffPassword = 'causeway-demo-1';
const plentiful = 1_000_000;

/** Who takes part and what is for sale. */
export interface Market {
  customers: readonly Session[];
  support: Session;
  products: readonly Product[];
  /** What came back for each single request, by status or code. */
  answers: Map<string, number>;
  /** What everybody saw of orders and payments. */
  history: History;
}

/** How long a customer goes on asking. */
const patienceMs = 10 * 60_000;

/** Opens accounts and puts goods on the shelves, before anything goes wrong. */
export async function openMarket(url: string): Promise<Market> {
  const answers = new Map<string, number>();
  const seen = (outcome: string) => answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
  const history = recordHistory();
  const shopFor = (reader: string) => new Shop(url, { patienceMs, seen, fetch: history.fetchAs(reader) });
  const staff = (role: string) => shopFor(role).session(`${role}@causeway.example`, staffPassword);
  const merchandiser = await staff('merchandiser');
  const support = await staff('support');
  const goods: Product[] = [];
  for (let n = 0; n < products.plenty + products.scarce; n += 1) {
    const scarce = n >= products.plenty;
    const body = {
      sku: `CHAOS-${n}`,
      name: scarce ? `Scarce thing ${n}` : `Thing ${n}`,
      category: 'chaos',
      price: { amount: 500 + 37 * n, currency: 'EUR' },
      stock: scarce ? scarceStock : plentiful,
    };
    goods.push((await merchandiser.post<Product>('/v1/products', body)).body);
  }
  const people: Session[] = [];
  for (let n = 0; n < customers; n += 1)
    people.push(await shopFor(`customer ${n}`).session(`chaos-${n}@example.com`, 'causeway-chaos-1', `Customer ${n}`));
  answers.clear();
  return { customers: people, support, products: goods, answers, history };
}

/** The body of the purchase's request. */
export const orderOf = (market: Market, { items, method }: Purchase) => ({
  items: items.map(({ product, quantity }) => ({ productId: market.products[product]?.id ?? '', quantity })),
  paymentMethod: method,
  shippingAddress: {
    name: 'Ann',
    line1: '1 Quay',
    line2: null,
    city: 'Cork',
    postalCode: 'T12',
    region: null,
    country: 'IE',
  },
});

/** @throws RangeError when the purchase is of another market */
export function customerOf(market: Market, { customer }: Purchase): Session {
  const session = market.customers[customer];
  if (session === undefined) throw new RangeError(`There is no customer ${customer}.`);
  return session;
}
