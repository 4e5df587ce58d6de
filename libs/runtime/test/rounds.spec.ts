import { setImmediate as turn } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { timeLeft } from '../src/outgoing.js';
import { startRounds } from '../src/rounds.js';
import { startTelemetry } from '../src/telemetry.js';

startTelemetry({ service: 'lamp-service', cloud: 'aws' });

// No round here looks at it.
const app = {} as NestFastifyApplication;
const aRound = { name: 'look-around', everyMs: 1, failed: 'it failed' };

it('takes turn after turn, none before the last has ended', async () => {
  let [turns, atOnce, most] = [0, 0, 0];
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const work = async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await turn();
    atOnce -= 1;
    turns += 1;
    if (turns === 5) resolve();
  };
  const rounds = startRounds(app, [{ ...aRound, work }]);
  await enough;
  await rounds.stop();
  expect(most).toBe(1);
});

it('goes on after a turn that failed', async () => {
  let turns = 0;
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const rounds = startRounds(app, [
    {
      ...aRound,
      work: async () => {
        turns += 1;
        if (turns === 3) resolve();
        throw new Error('no');
      },
    },
  ]);
  await enough;
  await rounds.stop();
  expect(turns).toBeGreaterThanOrEqual(3);
});

it('gives the calls of a turn no more time than it says', async () => {
  const { promise: left, resolve } = Promise.withResolvers<number>();
  const rounds = startRounds(app, [{ ...aRound, budgetMs: 500, work: async () => resolve(timeLeft()) }]);
  expect(await left).toBeLessThanOrEqual(500);
  await rounds.stop();
});

it('tells the turn that is under way to end, waits for it, and takes one more where that is wanted', async () => {
  const told: string[] = [];
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const rounds = startRounds(app, [
    {
      ...aRound,
      lastTurn: true,
      work: async (_app, end) => {
        if (end.aborted) return void told.push('last');
        resolve();
        await new Promise((ended) => end.addEventListener('abort', ended));
        told.push('ended');
      },
    },
  ]);
  await begun;
  await rounds.stop();
  expect(told).toEqual(['ended', 'last']);
});

it('does not wait for a turn that hangs for more than a moment', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const hang = () => {
    resolve();
    return new Promise(() => undefined);
  };
  const rounds = startRounds(app, [{ ...aRound, work: hang }]);
  await begun;
  const from = Date.now();
  await rounds.stop();
  expect(Date.now() - from).toBeLessThan(5000);
});
