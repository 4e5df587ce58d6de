import type { Bug } from '../bug.js';

const at = { process: 'product-service' };
const reservations = { ...at, file: 'apps/product-service/src/adapters/dynamo-reservations.ts' };
const leases = { ...at, file: 'apps/product-service/src/core/end-leases.ts' };

/** In keeping stock. */
export const stockBugs: readonly Bug[] = [
  {
    ...reservations,
    name: 'stock-taken-blindly',
    mistake: 'stock is taken without the condition that it is there',
    find: "when: '#left >= :quantity AND attribute_not_exists(#deletedAt)',",
    replace: "when: 'attribute_not_exists(#deletedAt)',",
    experiment: 'last-unit',
    breaks: 'I3',
  },
  {
    ...at,
    file: 'apps/product-service/src/adapters/dynamo-stocks.ts',
    name: 'stock-adjusted-blindly',
    mistake: 'an adjustment writes the stock as it was read, whatever was sold meanwhile',
    find: "when: '#version = :seen AND attribute_not_exists(#deletedAt)',",
    replace: "when: '#version >= :seen AND attribute_not_exists(#deletedAt)',",
    experiment: 'adjusted-while-selling',
    breaks: 'I3',
  },
  {
    ...leases,
    name: 'lease-without-fence',
    mistake: 'a reservation is released when its lease ends, without asking whether its order stands',
    find: 'if (await this.#fence.isPlaced(orderId)) {',
    replace: 'if (false) {',
    experiment: 'paid-after-the-lease',
    breaks: 'I3',
  },
  {
    ...leases,
    name: 'fence-after-release',
    mistake: 'a reservation is released first, and its order fenced then',
    find: 'if (await this.#fence.isPlaced(orderId)) {',
    replace: 'if ((await this.#release.execute(orderId)) && (await this.#fence.isPlaced(orderId))) {',
    experiment: 'paid-after-the-lease',
    breaks: 'I3',
  },
  {
    ...reservations,
    name: 'lease-until-deleted',
    mistake: 'the TTL is the truth: a reservation is held until its item is deleted',
    find: 'now: now.toISOString() },',
    replace: "now: '0' },",
    experiment: 'killed-after-reserving',
    breaks: 'answer',
  },
  {
    ...at,
    file: 'apps/product-service/src/core/settle-reservation.ts',
    name: 'goods-stay-away',
    mistake: 'what a cancelled order gives back does not return to the shelf',
    find: "return order.cancellation === null ? 'commit' : 'restock';",
    replace: "return 'commit';",
    experiment: 'cancelled-when-paid',
    breaks: 'I3',
  },
];
