import type { Invocation } from '../invocations.js';
import { Timer } from './timer.js';

/** A schedule that has fallen due twice by the time its first run begins, as when the machine slept. */
function aMissedSchedule() {
  const due = [new Date(Date.now() - 5000), new Date(Date.now() - 4000)];
  return { next: () => due.shift() };
}

test('a run that begins after the next one was due is told that it is past due', async () => {
  const run = Promise.withResolvers<Invocation>();
  const metadata = { name: 'tick', functionId: 'tick', bindings: { timer: { type: 'timerTrigger' } } };
  const timer = new Timer(
    { metadata, schedule: aMissedSchedule(), runOnStartup: false, useMonitor: false },
    {
      run: async (invocation) => {
        run.resolve(invocation);
        return {};
      },
    },
    () => undefined,
  );
  timer.start();
  const { data } = await run.promise;
  timer.stop();
  expect(JSON.parse(data.json ?? '')).toMatchObject({ IsPastDue: true, ScheduleStatus: null });
});
