import { OneATurn } from './one-a-turn.js';

test('what is settled at once is settled in turns of its own, in the order in which it was asked for', async () => {
  const turns = new OneATurn();
  const order: string[] = [];
  const settle = (name: string) =>
    turns.settle(async () => {
      order.push(name);
      // Ends with the turn.
      process.nextTick(() => order.push(`${name} written`));
    });
  await Promise.all(['a', 'b', 'c'].map(settle));
  await turns.settle(async () => undefined);
  expect(order).toEqual(['a', 'a written', 'b', 'b written', 'c', 'c written']);
});
