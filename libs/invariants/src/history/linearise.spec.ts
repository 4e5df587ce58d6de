import fc from 'fast-check';
import { linearise, type Model } from './linearise.js';

/** A register: a write replaces what a read must show. */
type Op = { start: number; end: number; write?: number; read?: number };
const register: Model<number, Op> = {
  first: 0,
  keyOf: String,
  after: (state, { write, read }) => (write !== undefined ? [write] : read === state ? [state] : []),
};
const holds = (ops: readonly Op[]) => linearise(ops, register).outcome === 'found';

/** Tries every order, with and without what was not answered. */
function holdsByForce(ops: readonly Op[], state = 0): boolean {
  if (ops.every(({ end }) => end === Number.POSITIVE_INFINITY)) return true;
  return ops.some((op, index) => {
    const rest = ops.toSpliced(index, 1);
    if (rest.some(({ end }) => end < op.start)) return false;
    return register.after(state, op).some((next) => holdsByForce(rest, next));
  });
}

const anOp = fc
  .record({
    start: fc.nat(20),
    lasts: fc.nat(10),
    answered: fc.boolean(),
    deed: fc.oneof(fc.record({ write: fc.integer({ min: 1, max: 3 }) }), fc.record({ read: fc.nat(3) })),
  })
  .map(({ start, lasts, answered, deed }): Op => {
    const end = answered || 'read' in deed ? start + lasts : Number.POSITIVE_INFINITY;
    return { start, end, ...deed };
  });

describe('the search for an order of requests', () => {
  it('finds one exactly where trying all orders finds one', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(anOp, { maxLength: 6 }), (ops) => {
        const expected = holdsByForce(ops);
        if (expected && ops.length > 3) found += 1;
        expect(holds(ops)).toBe(expected);
      }),
      { seed: 20_261_121, numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('explains whatever really happened, however long', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(8), fc.nat(8)), { minLength: 200, maxLength: 200 }), (deeds) => {
        let value = 0;
        const ops = deeds.map(([what, before, after], at): Op => {
          if (what === 0) value = at;
          return { start: at - before, end: at + after + 0.5, ...(what === 0 ? { write: at } : { read: value }) };
        });
        expect(holds(ops)).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 30 },
    );
  });

  it('says what it could explain and what did not fit', () => {
    const write = { start: 0, end: 1, write: 1 };
    const late = { start: 2, end: 3, read: 0 };
    expect(linearise([late, write], register)).toEqual({
      outcome: 'none',
      explained: [write],
      state: 1,
      unexplained: [late],
    });
  });

  it('gives up when there are too many orders to try', () => {
    const writes = Array.from({ length: 30 }, (_, index) => ({ start: 0, end: 1, write: index + 1 }));
    const read = { start: 2, end: 3, read: 99 };
    expect(linearise([...writes, read], register, 1000)).toEqual({ outcome: 'too-many-tries' });
  });
});
