import * as z from 'zod';
import { money } from './money.js';
import { id, pageQuery, text, time, wholeNumber } from './wire.js';

const notATime = 'must be an RFC 3339 time';
/** The fraction of a second can be of any length; beyond these digits it means nothing. */
const instant = z.iso.datetime({ offset: true, error: notATime }).refine((value) => value.length <= 40, notATime);
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a three-letter ISO 4217 code in capitals');

export const salesQuery = z.strictObject({
  from: instant,
  to: instant,
  interval: z.enum(['hour', 'day', 'month'], 'must be hour, day or month').default('day'),
  currency: currency.optional(),
});
export type SalesQuery = z.infer<typeof salesQuery>;

/** Below zero where more was refunded than sold. */
const net = money.extend({ amount: z.int() });

export const sales = z.strictObject({
  currency: z.string(),
  buckets: z.array(z.strictObject({ start: time, orders: z.int(), gross: money, refunded: money, net })),
});
export type Sales = z.infer<typeof sales>;

export const rankingQuery = z.strictObject({ limit: pageQuery.limit, currency: currency.optional() });
export type RankingQuery = z.infer<typeof rankingQuery>;

export const topProduct = z.strictObject({ productId: id, name: z.string(), quantity: z.int(), revenue: money });
export type TopProduct = z.infer<typeof topProduct>;

export const topCustomer = z.strictObject({ userId: id, orders: z.int(), revenue: money });
export type TopCustomer = z.infer<typeof topCustomer>;

export const sync = z.strictObject({
  lagMs: z.strictObject({ p50: z.number(), p99: z.number(), samples: z.int() }),
  rowsBehind: z.int(),
  lastReconciliation: z
    .strictObject({
      at: time,
      checked: z.int(),
      missing: z.int(),
      differing: z.int(),
      repaired: z.int(),
      sources: z.strictObject({ orders: z.int(), payments: z.int(), products: z.int() }),
    })
    .nullable(),
});
export type Sync = z.infer<typeof sync>;

/** `GET /internal/changes`: what a source holds, for the comparison with its projection. */
export const changeItem = z.strictObject({
  kind: z.enum(['order', 'payment', 'product']),
  id,
  version: z.int(),
  hash: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Only in answers about `ids`: the source remembers it, and has it no more. */
  deleted: z.boolean().optional(),
});
export type ChangeItem = z.infer<typeof changeItem>;

/**
 * How much of it is asked for, and after which cursor; with `since`, only what was made (orders, products) or changed
 * (payments) from then on; with `ids`, these as they are now, those that the source does not know left out.
 */
export const changesQuery = z
  .strictObject({
    after: text(1, 2048).optional(),
    limit: wholeNumber(1, 500).default(100),
    since: time.optional(),
    ids: z
      .string()
      .max(100 * 37, 'must be at most 100 ids')
      .transform((value) => value.split(','))
      .pipe(z.array(id).max(100))
      .optional(),
  })
  .refine(({ after, since, ids }) => ids === undefined || (after === undefined && since === undefined), {
    path: ['ids'],
    message: 'stands alone',
  });
export type ChangesQuery = z.infer<typeof changesQuery>;
