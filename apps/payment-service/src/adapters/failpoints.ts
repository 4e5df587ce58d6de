import { failpoints } from '@causeway/runtime/failpoints';
import type { Step } from '../core/change.js';

/** After each step of a payment: the payment as it becomes, with ledger, inbox and outbox, is one transaction. */
export const steps = failpoints('payment', {
  recorded: { after: 'the payment of an order is recorded', before: 'the provider is asked for an intent' },
  'intent-persisted': { after: "the intent's id is written", before: 'the intent is confirmed' },
  settled: { after: "the provider's verdict, the ledger and the event are written", before: 'the event is published' },
  doubted: { after: 'it is written that the outcome is not known', before: 'the provider is asked for it' },
  postponed: { after: 'the next look at a payment is put off', before: 'the next payment is looked at' },
  'cancel-asked': { after: 'it is written that the order is to be cancelled', before: 'the provider is asked to' },
  resolved: { after: "a person's decision, the ledger and the event are written", before: 'the event is published' },
  'refund-recorded': { after: 'a refund is written as pending', before: 'the provider is asked for it' },
  'refund-settled': {
    after: 'the outcome of a refund, the ledger and the event are written',
    before: 'the event is published',
  },
} satisfies Record<Step, object>);

/** Between the other durable effects of payment-service. */
export const points = failpoints('payment', {
  'intent-created': { after: 'the provider has made an intent that charges nothing', before: 'its id is written' },
  'intent-confirmed': { after: 'the provider has charged, or refused to', before: 'its verdict is written' },
  'intent-cancelled': {
    after: 'the provider has cancelled the intent, or says it is too late',
    before: 'that is written',
  },
  'refund-made': { after: 'the provider has refunded', before: 'the refund is written as settled' },
  'arrival-noted': { after: 'it is noted that an event or a webhook needs nothing more', before: 'it is acknowledged' },
  'due-claimed': { after: 'due payments are taken from other sweepers for a while', before: 'they are worked on' },
  'refund-key-claimed': { after: 'the key of a refund is claimed', before: 'the refund is written' },
  'refund-answered': { after: 'the answer is kept for repeats of the key', before: 'it is given' },
  'refund-key-freed': { after: 'the key is free again after a refusal', before: 'the refusal is answered' },
  'erasure-archived': { after: "a person's erasure is noted beside the archive", before: 'their payments are changed' },
  'payer-erased': {
    after: "a person's payments, and what is not told or archived yet, bear their pseudonym",
    before: 'identity-service is told',
  },
  'part-restored': { after: 'a part of the archive is in the database', before: 'the next part is read' },
  'restored-made-due': {
    after: 'restored payments that are not finished are due',
    before: 'the restore is marked as done',
  },
});
