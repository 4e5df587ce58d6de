import fc from 'fast-check';
import { faultOfJson } from './json-limits.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('the look at a body before it is parsed', () => {
  it('lets everything pass that was ever written as JSON', () => {
    const written = fc.json({ maxDepth: 10, stringUnit: 'binary' });
    fc.assert(
      fc.property(written, (text) => faultOfJson(text) === undefined),
      { numRuns: 2000 },
    );
  });

  it('never breaks on what is no JSON', () => {
    const signs = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '\\u', ' '), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(signs, (parts) => {
        const fault = faultOfJson(parts.join(''));
        return fault === undefined || fault.startsWith('The name ');
      }),
      { numRuns: 5000 },
    );
  });

  it('finds a name that is written twice into any object, however it is escaped', () => {
    const escaped = (name: string) =>
      `"${[...name].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    const plain = fc.stringMatching(/^[a-zA-Z_]{1,8}$/);
    const object = fc.dictionary(plain, fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 8 });
    fc.assert(
      fc.property(object, fc.nat(), fc.nat(20), (value, which, depth) => {
        const names = Object.keys(value);
        const name = names[which % names.length] ?? '';
        const twice = `${JSON.stringify(value).slice(0, -1)},${escaped(name)}:1}`;
        const around = '{"x":['.repeat(Math.floor(depth / 2)) + twice + ']}'.repeat(Math.floor(depth / 2));
        return faultOfJson(around) === `The name ${JSON.stringify(name)} stands twice in one object.`;
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['the same name in two objects', '[{"a":1},{"a":1},{"b":{"a":1}}]'],
    ['a name that is a value, too', '{"a":"a","b":["a","a"]}'],
    ['a name with a quote and a backslash', '{"a\\"":1,"a":1,"a\\\\":1}'],
    ['names that look like others', '{"__proto__":1,"proto":1,"":1," ":1}'],
    ['32 levels', nested(32)],
    ['many levels beside each other', `[${Array.from({ length: 100 }, () => nested(31)).join()}]`],
    ['brackets in texts', `"${'['.repeat(100)}"`],
    ['a long text', `"${'x'.repeat(1_000_000)}"`],
  ])('does not mind %s', (_what, text) => {
    expect(faultOfJson(text)).toBeUndefined();
  });

  it.each([
    ['{"a":1,"b":2,"a":3}', 'The name "a" stands twice in one object.'],
    ['{"a":{"b":1,"b":2}}', 'The name "b" stands twice in one object.'],
    ['[{"x":[]},{"__proto__":1,"__proto__":2}]', 'The name "__proto__" stands twice in one object.'],
    [`{"${'n'.repeat(200)}":1,"${'n'.repeat(200)}":2}`, `The name "${'n'.repeat(100)}..." stands twice in one object.`],
    [nested(33), 'The body is nested deeper than 32 levels.'],
    ['['.repeat(1_000_000), 'The body is nested deeper than 32 levels.'],
    ['{"a":'.repeat(33), 'The body is nested deeper than 32 levels.'],
    [`[${'1,'.repeat(10_000)}1]`, 'The body has more than 10000 values.'],
  ])('refuses %.40s', (text, why) => {
    expect(faultOfJson(text)).toBe(why);
  });

  it('takes a time that grows with the text and not faster', () => {
    const worst = [
      `"${'\\'.repeat(1_000_000)}"`,
      `"${'\\"'.repeat(500_000)}"`,
      '"'.repeat(1_000_000),
      '}'.repeat(1_000_000),
      `{${Array.from({ length: 9000 }, (_, n) => `"${'n'.repeat(100)}${n}":1`).join()}}`,
    ];
    const began = process.cpuUsage();
    for (const text of worst) faultOfJson(text);
    // Some milliseconds each; a text that is looked at again and again would take minutes.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(2000);
  });
});
