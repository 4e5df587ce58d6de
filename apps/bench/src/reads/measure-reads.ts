import { localCredentials } from '@causeway/engines';
import * as z from 'zod';
import type { Subject } from '../alternate.js';
import { startChild } from '../process/child.js';
import { type CpuTimes, duringWhich, type Pids } from '../process/cpu.js';
import { logIn } from '../shop/people.js';
import type { RunningShop } from '../shop/running-shop.js';
import type { BareWorks } from './bare-process.js';
import type { LoadResult, LoadWorks } from './load-process.js';

export type ReadResult = LoadResult & { cpu: CpuTimes };

/** How a shop's subjects are called, and what they are compared with: the bare handler, or those of another shop. */
export type ReadNames = { suffix: string; comparedWith: { direct: string; gateway: string } | undefined };

/** Clients that ask at once. */
const connections = 32;
const bareExpress = 'bare Express';
const behind = ['product-service', 'dynamodb', 'supervisor'];

const products = z.object({ items: z.array(z.object({ id: z.string() })) });

export const readNames = (suffix: string) => ({
  direct: `product-service${suffix}`,
  gateway: `through the gateway${suffix}`,
});
export const againstBare = { direct: bareExpress, gateway: bareExpress };

/** Reading a product of a shop, directly from product-service and through the gateway. */
export async function shopReads(
  shop: RunningShop,
  { suffix, comparedWith, seconds }: ReadNames & { seconds: number },
  cleanUp: AsyncDisposableStack,
): Promise<Subject<ReadResult>[]> {
  const measure = await readerOf(shop, seconds, cleanUp);
  const names = readNames(suffix);
  return [
    {
      name: names.direct,
      comparedWith: comparedWith?.direct,
      run: () => measure(shop.urlOf('product-service'), shop.pids(...behind)),
    },
    {
      name: names.gateway,
      comparedWith: comparedWith?.gateway,
      run: () => measure(shop.url, shop.pids('gateway', ...behind)),
    },
  ];
}

/** Reading the same product from a bare Express handler over the same store. */
export async function bareReads(
  shop: RunningShop,
  { seconds }: { seconds: number },
  cleanUp: AsyncDisposableStack,
): Promise<Subject<ReadResult>> {
  const measure = await readerOf(shop, seconds, cleanUp);
  const bare = startChild<BareWorks>(new URL('./bare-process.js', import.meta.url));
  cleanUp.defer(() => bare.stop());
  const server = { dynamoUrl: shop.urlOf('dynamodb'), table: 'causeway-products', credentials: localCredentials };
  const origin = `http://127.0.0.1:${await bare.ask('listen', server)}`;
  const pids = { [bareExpress]: bare.pid, ...shop.pids('dynamodb') };
  return { name: bareExpress, comparedWith: undefined, run: () => measure(origin, pids) };
}

type Measure = (origin: string, pids: Pids) => Promise<ReadResult>;

/** What asks any server for this shop's products, with a token, and counts what the processes needed for it. */
async function readerOf(shop: RunningShop, seconds: number, cleanUp: AsyncDisposableStack): Promise<Measure> {
  const load = startChild<LoadWorks>(new URL('./load-process.js', import.meta.url));
  cleanUp.defer(() => load.stop());
  const paths = await productPaths(shop);
  return async (origin, pids) => {
    const headers = { authorization: await logIn(shop.url, 'customer'), accept: 'application/json' };
    const { result, cpu } = await duringWhich({ ...pids, 'the client': load.pid }, () =>
      load.ask('load', { origin, paths, headers, connections, seconds }),
    );
    return { ...result, cpu };
  };
}

async function productPaths(shop: RunningShop): Promise<string[]> {
  const response = await fetch(`${shop.url}/v1/products?limit=100`);
  return products.parse(await response.json()).items.map(({ id }) => `/v1/products/${id}`);
}
