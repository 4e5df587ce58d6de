import * as fc from 'fast-check';
import { sqliteBooks } from '../adapters/sqlite-books.js';
import { openFile } from '../adapters/sqlite-file.js';
import { ApiError } from './api-error.js';
import { authenticateIntent, cancelIntent, confirmIntent, createIntent } from './intent-requests.js';
import type { Books, World } from './ports.js';
import { createRefund } from './refund-requests.js';
import { settleDue } from './settle-due.js';

const cards = [
  'pm_card_visa',
  'pm_card_declined',
  'pm_card_3ds',
  'pm_card_slow',
  'pm_card_timeout_after_charge',
  'pm_card_error_once',
];

/** Anything that can be asked about one intent, in any order. */
const request = fc.oneof(
  fc.record({ ask: fc.constant('confirm' as const), card: fc.constantFrom(...cards) }),
  fc.record({ ask: fc.constant('cancel' as const) }),
  fc.record({ ask: fc.constant('customer' as const), result: fc.constantFrom('pass' as const, 'fail' as const) }),
  fc.record({
    ask: fc.constant('refund' as const),
    amount: fc.integer({ min: 1, max: 1200 }),
    course: fc.constantFrom('succeed', 'fail', 'pending', 'pending_fail'),
  }),
  fc.record({ ask: fc.constant('wait' as const) }),
);
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never;

/** A sandbox without a network: ids are counted, and time passes when it is told to. */
function quietWorld() {
  let now = 1_800_000_000_000;
  let ids = 0;
  return {
    wait: () => {
      now += 5000;
    },
    world: (): World => ({
      now: new Date(now),
      newId: (prefix) => `${prefix}_${++ids}`,
      customerPage: (id) => `http://localhost/3ds/${id}`,
      slowSettleMs: 2000,
      request: { id: null, idempotency_key: null },
    }),
  };
}

function ask(books: Books, id: string, one: Request, { wait, world }: ReturnType<typeof quietWorld>): void {
  switch (one.ask) {
    case 'confirm':
      confirmIntent(books, id, { paymentMethod: one.card }, world());
      return;
    case 'cancel':
      cancelIntent(books, id, null, world());
      return;
    case 'customer':
      authenticateIntent(books, id, one.result, world());
      return;
    case 'refund':
      createRefund(
        books,
        { payment_intent: id },
        { amount: one.amount, reason: null, metadata: { sandbox: one.course } },
        world(),
      );
      return;
    case 'wait':
      wait();
      settleDue(books, world());
  }
}

it('no order of requests charges an intent twice, charges a cancelled one, or gives back more than it took', () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 25 }), (requests) => {
      const books = sqliteBooks(openFile(':memory:'), { isHeard: true });
      const quiet = quietWorld();
      const order = {
        amount: 1000,
        currency: 'eur',
        capture_method: 'automatic' as const,
        description: null,
        metadata: {},
        payment_method: null,
      };
      const { id } = createIntent(books, order, undefined, 'the only one', quiet.world()).intent;
      for (const one of requests) {
        try {
          ask(books, id, one, quiet);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
        const intent = books.intents.find(id);
        const taken = (books.charges.page({ limit: 100, of: id })?.data ?? []).filter(({ paid }) => paid);
        const given = (books.refunds.page({ limit: 100, of: id })?.data ?? [])
          .filter(({ status }) => status !== 'failed')
          .reduce((sum, { amount }) => sum + amount, 0);
        expect(taken.length).toBe(intent?.status === 'succeeded' ? 1 : 0);
        expect(intent?.amount_received).toBe(taken.length * 1000);
        expect(given).toBeLessThanOrEqual(taken.length * 1000);
        expect(taken[0]?.amount_refunded ?? 0).toBe(given);
      }
    }),
    { numRuns: 150 },
  );
});
