import { hosts } from './running-system.js';
import type { Shop } from './shop.js';

/** A test against the one shop of its suite; when it fails, what the shop's processes said is shown. */
export type ShopTest = (sentence: string, run: (shop: Shop) => Promise<void>, withinMs?: number) => void;

/** What the clouds' own services do in their own way is not tried where hosts stand for them; it is said why. */
export const onlyOnServers =
  (test: ShopTest, because: string): ShopTest =>
  (sentence, run, withinMs) =>
    hosts === 'servers'
      ? test(sentence, run, withinMs)
      : console.log(`SKIPPED with --hosts=cloud: ${sentence} (${because})`);

export const testIn =
  (shop: () => Shop): ShopTest =>
  (sentence, run, withinMs = 90_000) =>
    test(
      sentence,
      async () => {
        await shop().freshen();
        try {
          await run(shop());
        } catch (error) {
          console.error(shop().system.tail());
          throw error;
        }
      },
      withinMs,
    );
