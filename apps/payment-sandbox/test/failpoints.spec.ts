import { join } from 'node:path';
import { eventually } from '@causeway/testing';
import { effects, points } from '../src/failpoints.js';
import { bundleSandbox, forked } from './child.js';
import { audit, breakDisk, spendDay } from './day.js';
import { temporaryFolder } from './started.js';
import { webhookReceiver } from './webhook-receiver.js';

type Forked = Awaited<ReturnType<typeof forked>>;

const names = [...Object.keys(effects), ...Object.keys(points)].map((name) => `sandbox.${name}`);
const folder = temporaryFolder();
beforeAll(bundleSandbox, 60_000);
afterAll(() => folder.remove());

/** A day with the sandbox, which dies or freezes once; a receiver that refuses each third webhook at first. */
async function dayWith(name: string, action: 'kill' | 'freeze:2500') {
  const path = join(folder.path, `${name}-${action.slice(0, 4)}.db`);
  let count = 0;
  const receiver = await webhookReceiver(() => {
    count += 1;
    return count % 3 === 0 ? 503 : 200;
  });
  const env = { WEBHOOK_URL: receiver.url, PAYMENT_WEBHOOK_SECRET: 'whsec_test' };
  const first = await forked(path, { ...env, CAUSEWAY_FAILPOINT: `${name}=${action}` });
  breakDisk(path);
  let next: Promise<Forked> | undefined;
  const hasEnded = ({ child }: Forked) => child.exitCode !== null || child.signalCode !== null;
  const running = async () => {
    if (next === undefined && hasEnded(first)) next = forked(path, env);
    return next ?? first;
  };
  try {
    await spendDay(running);
    if (action === 'kill') expect(await first.ended).toBe('SIGKILL');
    await eventually(async () => {
      const { intents, types, unheard, invented, broken } = await audit(await running(), receiver);
      expect(unheard).toEqual([]);
      expect(invented).toEqual([]);
      expect(intents).toEqual([
        'canceled, 0 paid, 0 refunds',
        'succeeded, 1 paid, 0 refunds',
        'succeeded, 1 paid, 0 refunds',
        'succeeded, 1 paid, 1 refunds',
      ]);
      expect(types).toEqual([
        'charge.refunded',
        'payment_intent.canceled',
        'payment_intent.processing',
        'payment_intent.requires_action',
        'payment_intent.succeeded',
        'payment_intent.succeeded',
        'payment_intent.succeeded',
      ]);
      expect(broken).toContain('StripeAPIError');
    }, 30_000);
    expect(hasEnded(first)).toBe(action === 'kill');
    expect(first.said()).toContain(`"name":"${name}"`);
  } finally {
    for (const one of [first, await next]) if (one !== undefined && !hasEnded(one)) await one.end('SIGKILL');
    await receiver.close();
  }
}

// Each has a sandbox of its own, and mostly waits.
it.concurrent.each(names)(
  'killed at %s has done everything once after the next start, and told all of it',
  (name) => dayWith(name, 'kill'),
  90_000,
);

it.concurrent.each(names)(
  'frozen at %s goes on as if nothing had been',
  (name) => dayWith(name, 'freeze:2500'),
  90_000,
);
