import { randomUUID } from 'node:crypto';
import { account } from './function-settings.js';
import type { LambdaFunction } from './lambda-function.js';
import { Throttled } from './outcome.js';

export interface ScheduleOptions {
  fn: Pick<LambdaFunction, 'invoke' | 'settings'>;
  /** Milliseconds between two events. EventBridge counts in minutes. */
  everyMs: number;
  say: (sentence: string) => void;
}

/**
 * An EventBridge rule with a rate, as infra/aws/functions.tf has one for the rounds. A round that fails is not tried again,
 * and one that is due while the last still runs is left out: the next brings another.
 */
export function startSchedule({ fn, everyMs, say }: ScheduleOptions): { stop(): void } {
  const round = async () => {
    try {
      const outcome = await fn.invoke(JSON.stringify(scheduledEvent(fn.settings)));
      if (!outcome.ok) say(`A round failed: ${outcome.error.errorMessage}`);
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      say('A round was left out, because the last one still runs.');
    }
  };
  const timer = setInterval(() => void round(), everyMs);
  return { stop: () => clearInterval(timer) };
}

/** What EventBridge sends for a schedule ("Scheduled Event"). */
const scheduledEvent = ({ name, region }: LambdaFunction['settings']) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  region,
  resources: [`arn:aws:events:${region}:${account}:rule/${name}`],
  detail: {},
});
