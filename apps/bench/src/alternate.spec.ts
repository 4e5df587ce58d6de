import { alternate, pairsOf } from './alternate.js';

const counting = () => {
  let runs = 0;
  return (name: string) => ({ name, comparedWith: undefined, run: async () => (runs += 1) });
};

test('every round runs all subjects, the next one in reverse', async () => {
  const order: string[] = [];
  const subject = counting();
  await alternate([subject('a'), subject('b'), subject('c')], 3, (name, round) => order.push(`${round}${name}`));
  expect(order).toEqual(['1a', '1b', '1c', '2c', '2b', '2a', '3a', '3b', '3c']);
});

test('results are paired by round, whichever ran first', async () => {
  const subject = counting();
  const outcomes = await alternate([subject('a'), subject('b')], 2);
  expect(pairsOf(outcomes, ['a', 'b'], (run) => run)).toEqual([
    [1, 2],
    [4, 3],
  ]);
});
