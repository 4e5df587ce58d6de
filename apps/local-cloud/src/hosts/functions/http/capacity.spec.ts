import { Capacity, TooMany } from './capacity.js';

test('what is over the first limit waits, and what is over the second is turned away', async () => {
  const capacity = new Capacity(1, 2);
  const first = Promise.withResolvers<string>();
  const order: string[] = [];
  const work = (name: string, until: Promise<unknown>) => () => {
    order.push(name);
    return until;
  };
  const running = capacity.run(work('first', first.promise));
  const waiting = capacity.run(work('second', Promise.resolve()));
  await expect(capacity.run(work('third', Promise.resolve()))).rejects.toThrow(TooMany);
  expect(order).toEqual(['first']);
  first.resolve('done');
  expect(await running).toBe('done');
  await waiting;
  expect(order).toEqual(['first', 'second']);
  await capacity.run(work('fourth', Promise.resolve()));
  expect(order).toEqual(['first', 'second', 'fourth']);
});

test('work that fails makes room as well', async () => {
  const capacity = new Capacity(1, 1);
  await expect(capacity.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await capacity.run(async () => 1)).toBe(1);
});
