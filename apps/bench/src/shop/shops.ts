import { checkout } from './checkout.js';
import { here, RunningShop } from './running-shop.js';

/** The shop of this working tree and, where one is compared with, that of another commit. */
export type Shops = { first: OpenShop; second: OpenShop | undefined };

export type OpenShop = {
  shop: RunningShop;
  /** Stands behind the names of what is measured of it. */
  suffix: string;
};

export async function openShops(
  against: string | undefined,
  cleanUp: AsyncDisposableStack,
  say: (sentence: string) => void,
): Promise<Shops> {
  const open = async (root: string, suffix: string): Promise<OpenShop> => {
    say(`Opening the shop${suffix} ...`);
    return { shop: await RunningShop.start(root, cleanUp), suffix };
  };
  if (against === undefined) return { first: await open(here, ''), second: undefined };
  say(`Building ${against} ...`);
  const other = checkout(against);
  cleanUp.defer(() => other.dispose());
  return { first: await open(here, ''), second: await open(other.root, ` at ${other.id}`) };
}
