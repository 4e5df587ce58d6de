import { aFunction, removeBundles } from '../../../test/lambda/a-bundle.js';
import { failed, type Outcome, Throttled } from './outcome.js';
import { startSchedule } from './schedule.js';

const settings = aFunction('', { name: 'causeway-orders-rounds' });
afterAll(removeBundles);

/** Runs a schedule until it has said or invoked so often, and gives all of that. */
async function run(count: number, invoke: (event: unknown) => Promise<Outcome>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const enough = Promise.withResolvers<void>();
  const see = (one: unknown) => {
    seen.push(one);
    if (seen.length === count) enough.resolve();
  };
  const fn = {
    settings,
    invoke: (event: string) => {
      see(JSON.parse(event));
      return invoke(JSON.parse(event));
    },
  };
  const schedule = startSchedule({ fn, everyMs: 5, say: see });
  await enough.promise;
  schedule.stop();
  return seen;
}

test('each round gets an event as EventBridge sends it, again and again', async () => {
  const events = await run(3, async () => ({ ok: true, payload: 'null' }));
  expect(events[0]).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:000000000000:rule/causeway-orders-rounds'],
    detail: {},
  });
  expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(3);
});

test('a round that fails, and one that is left out, are said and end nothing', async () => {
  expect((await run(4, async () => failed('Error', 'broken')))[1]).toBe('A round failed: broken');
  const leftOut = await run(4, async () => Promise.reject(new Throttled()));
  expect(leftOut[1]).toBe('A round was left out, because the last one still runs.');
});
