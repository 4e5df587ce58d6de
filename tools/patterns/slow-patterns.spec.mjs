import { judge } from './judge.mjs';
import { reviewed } from './reviewed-patterns.mjs';
import { slowPatterns } from './slow-patterns.mjs';

const a = (pattern, flags = '') => ({ path: 'apps/a/src/a.ts', line: 7, pattern, flags });

describe('the judge', () => {
  it.each([
    ['^(a|a)*$', 'exponential'],
    [String.raw`^(\w+\s?)*$`, 'exponential'],
    [String.raw`\s+$`, '2nd degree polynomial'],
    [String.raw`^\/+|\/+$`, '2nd degree polynomial'],
    ['a.*b.*c$', '3rd degree polynomial'],
  ])('finds that %s takes %s time', async (pattern, summary) => {
    const { isSafe, what } = await judge(pattern, '');
    expect(isSafe).toBe(false);
    expect(what).toMatch(/^takes .{5,40} time for texts such as '/);
    expect(what).toContain(summary);
  });

  it.each(['^[a-z0-9]+([.-][a-z0-9]+)*$', String.raw`\d{1,9}`, String.raw`^\s*-?\d{1,15}\s*$`, 'a+'])(
    'lets %s be',
    async (pattern) => {
      expect(await judge(pattern, 'u')).toEqual({ isSafe: true });
    },
  );

  it('does not take for safe what it cannot read', async () => {
    expect(await judge('(', '')).toEqual({
      isSafe: false,
      what: expect.stringMatching(/^cannot be judged \(.{1,60}\)$/),
    });
  });
});

describe('a slow expression', () => {
  it('is told with its place, what it takes long for, and what to do', async () => {
    expect(await slowPatterns([a('a+'), a(String.raw`\s+$`, 'g')], [], judge)).toEqual([
      expect.stringMatching(
        /^apps\/a\/src\/a\.ts:7: \/\\s\+\$\/g takes 2nd degree polynomial time for texts such as .{1,80}; rewrite it, or, if no stranger chooses that text or it is short, say so in tools\/patterns\/reviewed-patterns\.mjs\.$/,
      ),
    ]);
  });

  it('may stay where it was reviewed, and nowhere else', async () => {
    const review = { path: a('').path, pattern: String.raw`\s+$`, because: 'the text is short' };
    expect(await slowPatterns([a(review.pattern)], [review], judge)).toEqual([]);
    const elsewhere = { ...a(review.pattern), path: 'apps/b/src/b.ts' };
    expect(await slowPatterns([a(review.pattern), elsewhere], [review], judge)).toEqual([
      expect.stringContaining('apps/b/src/b.ts:7: '),
    ]);
  });

  it.each([
    ['gone', []],
    ['rewritten', [a('a+')]],
  ])('that is %s needs no review', async (_, patterns) => {
    const review = { path: a('').path, pattern: 'a+', because: 'the text is short' };
    expect(await slowPatterns(patterns, [review], judge)).toEqual([
      'tools/patterns/reviewed-patterns.mjs reviews /a+/ in apps/a/src/a.ts, where no such expression is slow; take it out.',
    ]);
  });
});

it('every review gives its reason', () => {
  for (const { pattern, because } of reviewed)
    expect([pattern, because]).toEqual([pattern, expect.stringMatching(/\w \w/)]);
});
