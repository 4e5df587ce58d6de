import { Cron } from 'croner';
import { msOfTimeSpan } from '../time-span.js';

/** When a timer is due. */
export interface Schedule {
  /** The first moment after this one; undefined: never again. */
  next(after: Date): Date | undefined;
}

/**
 * A schedule as a timer trigger writes it: NCRONTAB with six fields (seconds first), or a duration such as `00:05:00`. Times
 * are UTC, as in a Functions app on Linux. A day that is given in both ways, of the month and of the week, has to be both,
 * as NCRONTAB has it.
 *
 * @throws Error with one sentence for one that is neither
 */
export function scheduleOf(text: string): Schedule {
  if (/^[\d.:]+$/.test(text)) {
    const everyMs = msOfTimeSpan(text);
    return { next: (after) => new Date(after.getTime() + everyMs) };
  }
  if (text.trim().split(/\s+/).length !== 6) throw new Error(wrong(text, 'it has not six fields'));
  const cron = parsed(text);
  return { next: (after) => cron.nextRun(after) ?? undefined };
}

function parsed(text: string): Cron {
  try {
    return new Cron(text, { paused: true, mode: '6-part', domAndDow: true, timezone: 'Etc/UTC' });
  } catch (error) {
    throw new Error(wrong(text, error instanceof Error ? error.message : String(error)));
  }
}

const wrong = (text: string, why: string) =>
  `"${text}" is no schedule: ${why}; write {second} {minute} {hour} {day} {month} {day-of-week}.`;
