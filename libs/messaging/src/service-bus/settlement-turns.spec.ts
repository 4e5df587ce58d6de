import { setImmediate as turnEnds } from 'node:timers/promises';
import { SettlementTurns } from './settlement-turns.js';

/** Settles in this order, and tells what was written together. */
async function written(...order: ('complete' | 'dead-letter')[]): Promise<string[][]> {
  const turns = new SettlementTurns();
  const all: string[][] = [];
  let now: string[] | undefined;
  const settle = (what: string) => async () => {
    if (now === undefined) {
      now = [];
      all.push(now);
      // As rhea does: what was settled by now is written, and nothing more.
      process.nextTick(() => {
        now = undefined;
      });
    }
    now.push(what);
    await turnEnds();
    await turnEnds();
  };
  await Promise.all(
    order.map((what) => (what === 'complete' ? turns.together(settle(what)) : turns.alone(settle(what)))),
  );
  return all;
}

it('completions of one moment are written together', async () => {
  expect(await written('complete', 'complete', 'complete')).toEqual([['complete', 'complete', 'complete']]);
});

it('whatever else is settled is written by itself, and holds completions up for no longer than that', async () => {
  expect(await written('complete', 'dead-letter', 'complete', 'dead-letter', 'complete')).toEqual([
    ['complete', 'complete', 'complete'],
    ['dead-letter'],
    ['dead-letter'],
  ]);
  expect(await written('dead-letter', 'complete', 'complete', 'dead-letter')).toEqual([
    ['dead-letter'],
    ['complete', 'complete'],
    ['dead-letter'],
  ]);
});

it('a settlement that fails keeps nobody waiting', async () => {
  const turns = new SettlementTurns();
  const fails = () => Promise.reject(new Error('the lock was lost'));
  await expect(turns.alone(fails)).rejects.toThrow('the lock was lost');
  await expect(turns.together(fails)).rejects.toThrow('the lock was lost');
  await turns.alone(async () => undefined);
});
