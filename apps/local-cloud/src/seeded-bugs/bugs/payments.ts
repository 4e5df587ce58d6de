import type { Bug } from '../bug.js';

const at = { process: 'payment-service' };
const gateway = { ...at, file: 'apps/payment-service/src/adapters/stripe-gateway.ts' };
const payments = { ...at, file: 'apps/payment-service/src/adapters/sql-payments.ts' };
const refunds = { ...at, file: 'apps/payment-service/src/core/refunds.ts' };
const webhooks = { ...at, file: 'apps/payment-service/src/adapters/stripe-webhooks.ts' };

/** In taking and giving back money. */
export const paymentBugs: readonly Bug[] = [
  {
    ...gateway,
    name: 'charged-in-one-step',
    mistake: 'the intent is created confirmed, under a key of each attempt, before its id is kept',
    find: 'this.#stripe.paymentIntents.create(params, options)',
    replace:
      'this.#stripe.paymentIntents.create({ ...params, confirm: true, return_url: this.#settings.returnUrl }, { timeout: options.timeout })',
    experiment: 'killed-after-creating-the-intent',
    breaks: 'I2',
  },
  {
    ...at,
    file: 'apps/payment-service/src/core/drive-payment.ts',
    name: 'silence-taken-for-a-no',
    mistake: 'a charge that got no answer is declined, and the provider is not asked what became of it',
    find: 'return this.#settle(payment, await charge(gateway, intentId, this.#fresh === intentId));',
    replace:
      "{ try { return await this.#settle(payment, await gateway.confirm(intentId)); } catch { return refused(payment, 'no-answer', clock()); } }",
    experiment: 'provider-killed-after-charging',
    breaks: 'answer',
  },
  {
    ...gateway,
    name: 'refund-marked-by-attempt',
    mistake: 'a refund cannot be found again at the provider: each attempt gives it another mark',
    find: 'metadata: { refundId: id } };',
    replace: "metadata: { refundId: id + ':' + Date.now() } };",
    experiment: 'killed-after-refunding',
    breaks: 'I2',
  },
  {
    ...at,
    file: 'apps/payment-service/src/core/request-payment.ts',
    name: 'early-cancel-forgotten',
    mistake: 'an order that was cancelled before it was heard of is charged when it is heard of',
    find: "payment: { ...blank(order, origin), status: 'cancelled', cancelRequestedAt: origin.now.toISOString() },",
    replace: "payment: { ...blank(order, origin), status: 'requested' },",
    experiment: 'cancelled-before-placed',
    breaks: 'I1',
  },
  {
    ...refunds,
    name: 'cancelled-keeps-the-money',
    mistake: 'an order that is cancelled after its payment was captured gets nothing back',
    find: 'payment.cancelRequestedAt !== null &&',
    replace: 'payment.cancelRequestedAt === undefined &&',
    experiment: 'cancelled-when-paid',
    breaks: 'I1',
  },
  {
    ...payments,
    name: 'ledger-outside',
    mistake: 'the ledger is written after the transaction of its payment',
    find: "await trx.insertInto('ledger_entries').values(entries).execute();",
    replace:
      "setTimeout(() => void this.#store.write(points['arrival-noted'], (db) => db.insertInto('ledger_entries').values(entries).execute()), 2000);",
    experiment: 'killed-after-settling',
    breaks: 'I6',
  },
  {
    ...payments,
    name: 'sql-dual-write',
    mistake: 'events are published after the commit and not written with the payment',
    find: 'await outboxAdd(trx, event);',
    replace: ';',
    experiment: 'killed-after-settling',
    breaks: 'I1',
  },
  {
    ...at,
    file: 'apps/payment-service/src/core/charge-order.ts',
    name: 'inbox-first',
    mistake: 'an event is noted as handled in a transaction of its own, before its effect',
    find: 'const payment = (await payments.byOrder(news.order.id)) ?? (await this.#record(news));',
    replace:
      'await payments.markHandled(arrival); const payment = (await payments.byOrder(news.order.id)) ?? (await this.#record(news));',
    experiment: 'killed-after-noting-the-event',
    breaks: 'I4',
  },
  {
    ...refunds,
    name: 'refund-without-limit',
    mistake: 'nobody looks how much is left to refund',
    find: 'if (amount.amount > left.amount || amount.amount === 0) {',
    replace: 'if (amount.amount === 0) {',
    experiment: 'refund-against-refund',
    breaks: 'answer',
  },
  {
    ...payments,
    name: 'refund-without-lock',
    mistake: 'the last one to write a payment wins',
    find: ".where('id', '=', id).where('revision', '=', before.revision);",
    replace: ".where('id', '=', id);",
    experiment: 'refunds-side-by-side',
    breaks: 'answer',
  },
  {
    ...at,
    file: 'apps/payment-service/src/core/refund-payment.ts',
    name: 'refund-key-by-attempt',
    mistake: 'a refund’s idempotency key is another one for each attempt',
    find: 'await this.#keys.claim(key, request, this.#ids(), now,',
    replace: 'await this.#keys.claim({ ...key, key: this.#ids() }, request, this.#ids(), now,',
    experiment: 'same-refund-again',
    breaks: 'answer',
  },
  {
    ...webhooks,
    name: 'webhook-unsigned',
    mistake: 'a webhook is believed whoever sends it',
    find: 'Stripe.webhooks.signature.verifyHeader(body, signature, secret, toleranceSeconds);',
    replace: '',
    experiment: 'forged-webhooks',
    breaks: 'answer',
  },
  {
    ...webhooks,
    name: 'webhook-replayed',
    mistake: 'a webhook is believed however old it is',
    find: 'const toleranceSeconds = 300;',
    replace: 'const toleranceSeconds = 1e9;',
    experiment: 'forged-webhooks',
    breaks: 'answer',
  },
];
