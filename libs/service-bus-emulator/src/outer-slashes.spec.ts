import { withoutOuterSlashes } from './outer-slashes.js';

describe('the slashes around a path', () => {
  it.each([
    ['/orders/', 'orders'],
    ['//a//b///', 'a//b'],
    ['orders', 'orders'],
    ['///', ''],
    ['', ''],
  ])('are left out: %j is %j', (path, bare) => {
    expect(withoutOuterSlashes(path)).toBe(bare);
  });

  it('are looked at once each, however many there are inside: a search from each of them would take an hour', () => {
    const path = `a${'/'.repeat(2_000_000)}b`;
    expect(withoutOuterSlashes(path)).toBe(path);
  });
});
