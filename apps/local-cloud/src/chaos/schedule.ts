import { createHash } from 'node:crypto';
import { Dice } from './dice.js';
import { type Purchase, planTraffic } from './traffic.js';

/** Every process that can be killed; the supervisor is the hand that does it. */
export const victims = [
  'dynamodb',
  's3',
  'blob-storage',
  'service-bus',
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
  'payment-sandbox',
  'mailbox',
  'gateway',
] as const;

export interface Kill {
  /** Milliseconds since the first. */
  at: number;
  process: (typeof victims)[number];
}

export interface Schedule {
  traffic: readonly Purchase[];
  busFaults: { seed: number; duplicate: number; delay: { share: number; maxMs: number }; reorder: number };
  /** For ever: whoever kills decides when it is enough. */
  kills(): Generator<Kill, never>;
  /** Changes when anything of the schedule does. */
  digest: string;
}

/** So many kills count for the digest. */
const digested = 2000;

/** What a seed stands for: who orders what and how, who is killed when, and what Service Bus does wrong. */
export function scheduleOf({
  seed,
  orders,
  killMeanMs,
}: {
  seed: number;
  orders: number;
  killMeanMs: number;
}): Schedule {
  const traffic = planTraffic(seed, orders);
  const busFaults = { seed, duplicate: 0.1, delay: { share: 0.1, maxMs: 400 }, reorder: 0.1 };
  const kills = () => killsOf(new Dice(seed, 'kills'), killMeanMs);
  const some = kills();
  const told = { traffic, busFaults, kills: Array.from({ length: digested }, () => some.next().value) };
  const digest = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
  return { traffic, busFaults, kills, digest };
}

function* killsOf(dice: Dice, meanMs: number): Generator<Kill, never> {
  for (let at = 0; ; ) {
    at += dice.wait(meanMs);
    yield { at: Math.round(at), process: dice.pick(victims) };
  }
}
