import { entityTagsOf, matchesNone } from './entity-tags.js';
import { precondition } from './http/conditional.js';

describe('If-None-Match', () => {
  const etag = '"p7.s12"';

  it.each(['"p7.s12"', 'W/"p7.s12"', '"x", "p7.s12"', '"a,b","p7.s12"', ', "p7.s12" ,', '*', ' * '])(
    '%j names it',
    (header) => {
      expect(matchesNone(header, etag)).toBe(false);
    },
  );

  it.each([undefined, '', '"p7.s1"', 'p7.s12', '"p7.s12', '"x" "p7.s12"', '"x", *', 'w/"p7.s12"', '"p7.s12" rubbish'])(
    '%j does not',
    (header) => {
      expect(matchesNone(header, etag)).toBe(true);
    },
  );

  it('names a weak tag as well as a strong one', () => {
    expect(matchesNone('"a"', 'W/"a"')).toBe(false);
  });
});

describe('If-Match', () => {
  it('must be there', () => {
    expect(() => precondition(undefined)).toThrow(expect.objectContaining({ code: 'precondition-required' }));
  });

  it.each([
    ['*', 'any'],
    ['"p7.s12"', ['"p7.s12"']],
    ['"p7.s12", W/"p8.s1" ,"p9.s1"', ['"p7.s12"', '"p9.s1"']],
    ['"a,b"', ['"a,b"']],
    ['', []],
    ['W/"p7.s12"', []],
    ['"p7.s12", *', []],
    ['p7.s12', []],
    ['"p7.s12" and more', []],
  ])('%j names %j', (header, tags) => {
    expect(precondition(header)).toEqual(tags);
  });

  it('that is long and wrong costs no more than it is long', () => {
    const began = process.cpuUsage();
    for (const rubbish of ['"a" , '.repeat(2000), ' ,'.repeat(8000), '"a",\t \t'.repeat(2000), '"'.repeat(16_000)]) {
      expect(entityTagsOf(`${rubbish}x`)).toEqual([]);
    }
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});
