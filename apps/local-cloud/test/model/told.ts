import type { World } from './world.js';

/** Effects in words; calls that only read are not worth a line. */
const effects: Record<string, string> = {
  begin: 'order-service claims the key',
  takeOver: 'order-service takes the key over',
  rename: 'order-service takes a fresh order id',
  endLease: 'a lease is ended',
  free: 'order-service frees the key',
  hold: 'product-service holds the stock',
  settle: 'product-service settles the reservation',
  place: 'order-service writes the order',
  fence: 'order-service fences the order',
  add: 'payment-service records the payment',
  save: 'a change is saved',
  markHandled: 'payment-service marks the event as handled',
  claimDue: 'payment-service takes what is due',
  create: 'the provider creates the intent',
  confirm: 'the provider is asked to charge',
  cancel: 'the provider is asked to cancel',
  refund: 'the provider is asked to refund',
};

/** A port whose effects are lines of the story, in the order in which they happen. */
export function told<T extends object>(port: T, world: World): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      const effect = effects[String(name)];
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        const answer: unknown = await member.apply(target, given);
        if (effect !== undefined && !world.isAtRest) world.tell(`     ${effect}${outcomeOf(answer)}`);
        return answer;
      };
    },
  });
}

function outcomeOf(answer: unknown): string {
  if (typeof answer === 'string') return `: ${answer}`;
  if (answer === false) return ': somebody was faster';
  if (typeof answer === 'object' && answer !== null && 'status' in answer) return `: ${String(answer.status)}`;
  return '';
}
