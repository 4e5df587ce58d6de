import * as z from 'zod';

const form = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/;

/**
 * A duration as .NET writes it, `d.hh:mm:ss.fffffff` of which the days, the seconds and the fraction may be missing, in
 * milliseconds.
 *
 * @throws Error when it is none
 */
export function msOfTimeSpan(text: string): number {
  const [matched, days = '0', hours = '', minutes = '', seconds = '0', fraction = '0'] = form.exec(text) ?? [];
  if (matched === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    throw new Error(`"${text}" is no duration such as 00:05:00`);
  }
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return wholeSeconds * 1000 + Number(`0.${fraction}`) * 1000;
}

/** The same for a schema. */
export const timeSpan = z.string().transform((text, context) => {
  try {
    return msOfTimeSpan(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a duration such as 00:05:00' });
    return z.NEVER;
  }
});
