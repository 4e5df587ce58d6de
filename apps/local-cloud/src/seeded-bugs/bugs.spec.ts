import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './bug.js';
import { bugs } from './bugs.js';
import { experiments } from './experiments.js';

const root = join(import.meta.dirname, '../../../..');
const placesIn = (path: string, find: string): number => readFileSync(path, 'utf8').split(find).length - 1;

describe('the seeded bugs', () => {
  it('have a name each, and are enough to be worth trying', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
    expect(bugs.length).toBeGreaterThanOrEqual(24);
  });

  it.each(bugs.map((bug) => [bug.name, bug] as const))('%s has exactly one place in the sources', (_, bug) => {
    const { file, find, replace } = bug;
    expect(placesIn(join(root, file), find)).toBe(1);
    expect(replace).not.toBe(find);
    const built = join(root, compiled(file));
    if (existsSync(built)) expect(placesIn(built, find)).toBe(1);
  });

  it('are each tried by an experiment, and no experiment is for nothing', () => {
    expect(new Set(bugs.map(({ experiment }) => experiment))).toEqual(new Set(Object.keys(experiments)));
  });
});
