import { scheduleOf } from './schedule.js';

const next = (schedule: string, after: string) => scheduleOf(schedule).next(new Date(after))?.toISOString();

test.each([
  ['0 * * * * *', '2026-11-29T10:00:00.000Z', '2026-11-29T10:01:00.000Z'],
  ['0 */5 * * * *', '2026-11-29T10:01:30.000Z', '2026-11-29T10:05:00.000Z'],
  ['30 0 3 * * *', '2026-11-29T10:00:00.000Z', '2026-11-30T03:00:30.000Z'],
  ['0 0 9 * * Mon-Fri', '2026-11-28T10:00:00.000Z', '2026-11-30T09:00:00.000Z'],
  // The next 13th that is a Friday.
  ['0 0 0 13 * Fri', '2026-11-29T00:00:00.000Z', '2027-08-13T00:00:00.000Z'],
  ['00:00:20', '2026-11-29T10:00:00.000Z', '2026-11-29T10:00:20.000Z'],
])('%s after %s is due at %s', (schedule, after, due) => {
  expect(next(schedule, after)).toBe(due);
});

test.each(['* * * * *', 'now', '0 61 * * * *'])('"%s" is no schedule', (schedule) => {
  expect(() => scheduleOf(schedule)).toThrow(`"${schedule}" is no schedule: `);
});
