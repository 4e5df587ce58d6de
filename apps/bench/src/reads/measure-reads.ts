import { localCredentials } from '@causeway/engines';
import * as z from 'zod';
import type { Subject } from '../alternate.js';
import { type Child, startChild } from '../process/child.js';
import { type CpuTimes, duringWhich, type Pids } from '../process/cpu.js';
import { ask, logIn, placeOrder } from '../shop/people.js';
import type { RunningShop } from '../shop/running-shop.js';
import type { BareWorks } from './bare-process.js';
import type { LoadResult, LoadWorks } from './load-process.js';

export type ReadResult = LoadResult & { cpu: CpuTimes };

/** What the subjects of a server are called. */
export type ReadNames = { product: string; throughGateway: string; order: string };

export const shopNames = (suffix: string): ReadNames => ({
  product: `a product of product-service${suffix}`,
  throughGateway: `a product through the gateway${suffix}`,
  order: `an order of order-service${suffix}`,
});
export const bareNames: ReadNames = {
  product: 'a product of bare Express',
  throughGateway: 'a product of bare Express',
  order: 'an order of bare Express',
};

type Paths = { products: string[]; orders: string[] };

/** Clients that ask at once. */
const connections = 32;
const ordersRead = 32;

const products = z.object({ items: z.array(z.object({ id: z.string() })) });

/** Asks a shop, or what stands beside it, for its products and for orders of its demo customer, who sends a token. */
export class Reads {
  readonly #shop: RunningShop;
  readonly #seconds: number;
  readonly #load: Child<LoadWorks>;
  readonly #paths: Paths;

  private constructor(shop: RunningShop, seconds: number, load: Child<LoadWorks>, paths: Paths) {
    this.#shop = shop;
    this.#seconds = seconds;
    this.#load = load;
    this.#paths = paths;
  }

  static async of(shop: RunningShop, seconds: number, cleanUp: AsyncDisposableStack): Promise<Reads> {
    const load = startChild<LoadWorks>(new URL('./load-process.js', import.meta.url));
    cleanUp.defer(() => load.stop());
    const ids = products.parse(await ask(`${shop.url}/v1/products?limit=100`)).items.map(({ id }) => id);
    const authorization = await logIn(shop.url, 'customer');
    const orders: string[] = [];
    for (const id of ids.slice(0, ordersRead)) {
      orders.push(`/v1/orders/${(await placeOrder(shop.url, { authorization, productId: id })).id}`);
    }
    return new Reads(shop, seconds, load, { products: ids.map((id) => `/v1/products/${id}`), orders });
  }

  /** Directly from two services, and through the gateway. */
  ofShop(names: ReadNames, comparedWith: ReadNames | undefined): Subject<ReadResult>[] {
    const shop = this.#shop;
    const productService = ['product-service', 'dynamodb', 'supervisor'];
    const subject = (what: keyof ReadNames, from: string, ...processes: string[]): Subject<ReadResult> => ({
      name: names[what],
      comparedWith: comparedWith?.[what],
      run: () => this.#ask(from, this.#pathsFor(what), shop.pids(...processes)),
    });
    return [
      subject('product', shop.urlOf('product-service'), ...productService),
      subject('throughGateway', shop.url, 'gateway', ...productService),
      subject('order', shop.urlOf('order-service'), 'order-service', 'dynamodb', 'supervisor'),
    ];
  }

  /** From Express handlers over the same store. */
  async bare(cleanUp: AsyncDisposableStack): Promise<Subject<ReadResult>[]> {
    const bare = startChild<BareWorks>(new URL('./bare-process.js', import.meta.url));
    cleanUp.defer(() => bare.stop());
    const server = { dynamoUrl: this.#shop.urlOf('dynamodb'), credentials: localCredentials };
    const origin = `http://127.0.0.1:${await bare.ask('listen', server)}`;
    const pids = { 'bare Express': bare.pid, ...this.#shop.pids('dynamodb') };
    return (['product', 'order'] as const).map((what) => ({
      name: bareNames[what],
      comparedWith: undefined,
      run: () => this.#ask(origin, this.#pathsFor(what), pids),
    }));
  }

  #pathsFor(what: keyof ReadNames): string[] {
    return what === 'order' ? this.#paths.orders : this.#paths.products;
  }

  async #ask(origin: string, paths: string[], pids: Pids): Promise<ReadResult> {
    const headers = { authorization: await logIn(this.#shop.url, 'customer'), accept: 'application/json' };
    const { result, cpu } = await duringWhich({ ...pids, 'the client': this.#load.pid }, () =>
      this.#load.ask('load', { origin, paths, headers, connections, seconds: this.#seconds }),
    );
    return { ...result, cpu };
  }
}
