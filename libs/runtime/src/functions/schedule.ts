const secondMs = 1000;
const minuteMs = 60 * secondMs;
/** What divides both a minute and an hour into equal parts. */
const divisors = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];

/** Every schedule that NCRONTAB can say with equal steps, and how long its step is. */
const schedules = [
  ...divisors.map((step) => ({ ms: step * secondMs, text: `*/${step} * * * * *` })),
  ...divisors.map((step) => ({ ms: step * minuteMs, text: `0 */${step} * * * *` })),
  { ms: 60 * minuteMs, text: '0 0 * * * *' },
];

/** The NCRONTAB expression (seconds first) whose step comes nearest: a whole part of a minute or of an hour. */
export function scheduleOf(everyMs: number): string {
  const off = ({ ms }: { ms: number }) => Math.abs(Math.log(ms / everyMs));
  return schedules.reduce((best, one) => (off(one) < off(best) ? one : best)).text;
}
