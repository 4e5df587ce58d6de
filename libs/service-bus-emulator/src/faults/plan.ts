import * as z from 'zod';
import { EmulatorError } from '../start-error.js';

/** The longest that a message may be delayed, in ms. */
const LONGEST_DELAY = 3_600_000;

const wholeNumber = (least: number, most: number) => {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
};

const SHARE = 'must be a number from 0 to 1';
const share = z.number(SHARE).min(0, SHARE).max(1, SHARE);

const planSchema = z.strictObject(
  {
    /** With the same seed the nth message that arrives at an entity meets the same fate. */
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    /** The share of messages that are delivered a second time, as messages of their own. */
    duplicate: share.optional(),
    /** The share that can be received later only, and how much later at most, in ms. */
    delay: z
      .strictObject({ share, maxMs: wholeNumber(1, LONGEST_DELAY) }, 'must be {"share": 0..1, "maxMs": milliseconds}')
      .optional(),
    /** The share that is overtaken by later messages. */
    reorder: share.optional(),
  },
  'must be an object with a seed',
);

/** What is to go wrong on purpose. */
export type FaultPlan = z.infer<typeof planSchema>;

/** Checks a plan from outside. Throws `EmulatorError`, one sentence that names each wrong field and its rule. */
export function checkedPlan(plan: unknown): FaultPlan {
  const result = planSchema.safeParse(plan);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${[...issue.path, issue.keys[0]].join('.')} is not known; known are seed, duplicate, delay (share, maxMs) and reorder`
      : `${issue.path.join('.')} ${issue.message}`.trim(),
  );
  throw new EmulatorError(`The plan of faults cannot be used: ${problems.join('; ')}.`);
}
