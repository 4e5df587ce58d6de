import type { Bug } from '../bug.js';

const at = { process: 'order-service' };
const claims = { ...at, file: 'apps/order-service/src/adapters/dynamo-claims.ts' };
const verdicts = { ...at, file: 'apps/order-service/src/core/idempotency.ts' };
const orders = { ...at, file: 'apps/order-service/src/adapters/dynamo-orders.ts' };

/** In taking orders. */
export const orderingBugs: readonly Bug[] = [
  {
    ...claims,
    name: 'no-claim',
    mistake: 'a key is claimed without looking whether it is taken',
    find: 'const put = this.#table.put(toClaimItem(claim, expiresAt), { when: absent, values });',
    replace: 'const put = this.#table.put(toClaimItem(claim, expiresAt));',
    experiment: 'same-key-again',
    breaks: 'answer',
  },
  {
    ...verdicts,
    name: 'body-not-compared',
    mistake: 'a used key answers any other body, too',
    find: 'const same = stored.bodyHash === bodyHash;',
    replace: 'const same = true;',
    experiment: 'same-key-again',
    breaks: 'answer',
  },
  {
    ...orders,
    name: 'answer-not-kept',
    mistake: 'the answer is not written with the order',
    find: 'answeredClaim(this.#table, claim, answer),',
    replace: '',
    experiment: 'same-key-again',
    breaks: 'answer',
  },
  {
    ...verdicts,
    name: 'claim-until-deleted',
    mistake: 'the TTL is the truth: a claim holds as long as its item is there',
    find: 'const leased = stored.leaseUntil > now.toISOString();',
    replace: 'const leased = true;',
    experiment: 'killed-after-claiming',
    breaks: 'answer',
  },
  {
    ...orders,
    name: 'dual-write',
    mistake: 'events are published after the commit and not written with the order',
    find: '...events.map((event) => this.#outbox.put(event))',
    replace: '',
    experiment: 'killed-after-placing',
    breaks: 'I4',
  },
  {
    ...at,
    file: 'libs/messaging/src/outbox/relay.ts',
    name: 'outbox-without-sweeper',
    mistake: 'what a crash left in the outbox is nobody’s business',
    find: 'this.#sweeping = this.#open();',
    replace: 'return;',
    experiment: 'killed-after-placing',
    breaks: 'I4',
  },
  {
    ...at,
    file: 'libs/messaging/src/outbox/relay.ts',
    name: 'outbox-emptied-first',
    mistake: 'an event leaves the outbox before it is published',
    find: 'await this.#publisher.publish(outboxPoints.published, events);',
    replace:
      'await this.#store.remove(events.map(({ event }) => event.id)); await this.#publisher.publish(outboxPoints.published, events);',
    experiment: 'killed-after-emptying-the-outbox',
    breaks: 'I4',
  },
  {
    ...at,
    file: 'apps/order-service/src/core/payment-news.ts',
    name: 'paid-although-cancelled',
    mistake: 'a captured payment makes its order paid, whatever the customer wants by now',
    find: "return story.order.status === 'pending_payment' ? moved(told, 'order.paid', at) : told;",
    replace: "return moved(told, 'order.paid', at);",
    experiment: 'cancelled-while-charging',
    breaks: 'answer',
  },
  {
    ...at,
    file: 'libs/messaging/src/service-bus/handle-message.ts',
    name: 'acknowledged-first',
    mistake: 'a message is completed before it is handled',
    find: 'const outcome = await holdingLock(lock, message, handlerBudgetMs, () => handle(side, message, source));',
    replace:
      'await held.settlement.complete(); points.completed.pass(); const outcome = await handle(side, message, source);',
    experiment: 'killed-after-completing',
    breaks: 'I1',
  },
];
