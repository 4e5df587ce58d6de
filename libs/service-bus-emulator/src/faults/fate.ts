import { createHash } from 'node:crypto';
import type { FaultPlan } from './plan.js';

/** How one message comes in: at once, a while later, or after some that were sent later. */
export type Course =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'delayed'; readonly ms: number }
  | { readonly kind: 'overtaken'; readonly by: number };

/** The courses of a message and of its duplicate, if it has one. */
export type Fate = readonly [Course, Course?];

/** A message is overtaken by this many at most. */
const MOST_OVERTAKERS = 3;

const AT_ONCE: Course = { kind: 'at-once' };

/** What happens to the nth message that arrives at an entity: the same for the same seed, whatever goes on elsewhere. */
export function fateOf(plan: FaultPlan, path: string, nth: number): Fate {
  const roll = dice(`${plan.seed}/${path.toLowerCase()}/${nth}`);
  const twice = roll() < (plan.duplicate ?? 0);
  const original = courseOf(plan, roll);
  return twice ? [original, courseOf(plan, roll)] : [original];
}

function courseOf({ delay, reorder = 0 }: FaultPlan, roll: () => number): Course {
  const [delayed, length, overtaken] = [roll(), roll(), roll()];
  if (delay !== undefined && delayed < delay.share)
    return { kind: 'delayed', ms: 1 + Math.floor(length * delay.maxMs) };
  return overtaken < reorder ? { kind: 'overtaken', by: 1 + Math.floor(length * MOST_OVERTAKERS) } : AT_ONCE;
}

/** Up to eight numbers from 0 to below 1 that depend on the text only. */
function dice(text: string): () => number {
  const digest = createHash('sha256').update(text).digest();
  let at = 0;
  return () => digest.readUInt32BE(4 * at++) / 2 ** 32;
}
