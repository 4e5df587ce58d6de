import { failpoints } from '@causeway/runtime/failpoints';
import type { Effect } from './core/ports.js';

/** After each effect of the sandbox: what belongs to it, its event and its kept answer, is one transaction. */
export const effects = failpoints('sandbox', {
  'intent-made': { after: 'an intent is made', before: 'the shop hears of it' },
  'intent-confirmed': {
    after: 'a card is charged or refused, or its owner is asked',
    before: 'the shop hears of it',
  },
  'intent-cancelled': {
    after: 'an intent is cancelled, or it is kept that it is too late',
    before: 'the shop hears of it',
  },
  'refund-made': { after: 'a refund is made, or refused', before: 'the shop hears of it' },
  authenticated: { after: 'the customer has passed or failed 3-D Secure', before: 'the customer sees it' },
  settled: { after: 'what the bank was still working on is settled', before: 'the webhooks leave' },
  'failure-kept': { after: 'a failure is kept for repeats of its key', before: 'the shop hears of it' },
  'delivery-noted': { after: 'it is noted that a webhook was taken', before: 'the next one leaves' },
  'delivery-put-off': { after: 'it is noted when a webhook leaves again', before: 'the next one leaves' },
  'delivery-wanted': { after: 'an old event is to be sent once more', before: 'it leaves' },
} satisfies Record<Effect, object>);

/** Between the other durable effects of the sandbox. */
export const points = failpoints('sandbox', {
  committing: { after: 'everything of one turn is written', before: 'it is committed' },
  'webhook-sent': { after: 'a webhook is taken by its receiver', before: 'that is noted' },
});
