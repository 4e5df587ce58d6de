import * as fc from 'fast-check';
import { type Course, fateOf } from './fate.js';

const MANY = 4000;

const plan = { seed: 3, duplicate: 0.1, delay: { share: 0.2, maxMs: 50 }, reorder: 0.25 };

const shareOf = (kind: Course['kind'], path: string): number =>
  Array.from({ length: MANY }, (_, n) => fateOf(plan, path, n)).filter(([course]) => course.kind === kind).length /
  MANY;

describe('the fate of messages', () => {
  it('has the shares that were asked for', () => {
    const twice = Array.from({ length: MANY }, (_, n) => fateOf(plan, 'q', n)).filter((fate) => fate[1] !== undefined);
    expect(twice.length / MANY).toBeCloseTo(0.1, 1);
    expect(shareOf('delayed', 'q')).toBeCloseTo(0.2, 1);
    expect(shareOf('overtaken', 'q')).toBeCloseTo(0.8 * 0.25, 1); // of those that are not delayed
  });

  it('is the same for the same seed, entity and place in the order, whatever the case of the name', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, nth) => {
        const given = { ...plan, seed };
        expect(fateOf(given, 'Orders', nth)).toEqual(fateOf({ ...given }, 'orders', nth));
      }),
    );
  });

  it('differs between seeds and between entities', () => {
    const fates = (seed: number, path: string) =>
      JSON.stringify(Array.from({ length: 50 }, (_, n) => fateOf({ ...plan, seed }, path, n)));
    expect(new Set([fates(1, 'a'), fates(2, 'a'), fates(1, 'b')]).size).toBe(3);
  });

  it('stays within the bounds of the plan', () => {
    const courses = Array.from({ length: MANY }, (_, n) => fateOf(plan, 'q', n)).flat();
    for (const course of courses) {
      if (course?.kind === 'delayed') expect([course.ms >= 1, course.ms <= 50]).toEqual([true, true]);
      if (course?.kind === 'overtaken') expect([1, 2, 3]).toContain(course.by);
    }
  });

  it('is an ordinary one without shares', () => {
    for (let n = 0; n < 100; n++) expect(fateOf({ seed: 1 }, 'q', n)).toEqual([{ kind: 'at-once' }]);
  });
});
