import { pseudonymOf } from '@causeway/data-model';
import { isSameRow } from './same-row.js';

const ann = '019ac0de-0000-7000-8000-000000000001';
const ben = '019ac0de-0000-7000-8000-000000000002';
const row = { person: ann, hashes: ['h'], rest: 'r' };
const erased = { ...row, person: pseudonymOf(ann), hashes: ['of what was erased'] };

it('is the same row, whichever of the two knows of the erasure', () => {
  expect([isSameRow(row, row), isSameRow(erased, row), isSameRow(row, erased), isSameRow(erased, erased)]).toEqual(
    Array(4).fill(true),
  );
});

it("is another row where it is another's, or anything else of it is not the same", () => {
  const others = [
    { ...row, person: ben },
    { ...erased, person: pseudonymOf(ben) },
    { ...row, person: null },
    { ...row, hashes: ['x'] },
    { ...erased, rest: 'x' },
  ];
  expect(others.filter((other) => isSameRow(other, row) || isSameRow(row, other))).toEqual([]);
  expect(isSameRow(undefined, row)).toBe(false);
});

it('takes a hash that an earlier version has kept', () => {
  expect(isSameRow(row, { ...row, hashes: ['new', 'h'] })).toBe(true);
});
