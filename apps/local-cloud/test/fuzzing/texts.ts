import fc from 'fast-check';
import { allHostileTexts, refusedTexts } from '../hostile-texts/hostile-texts.js';

const hostile = fc.constantFrom(...allHostileTexts);

/** Text of any script, mostly of a length that the bounds allow, in code points. */
export function textsOf(min: number, max: number): fc.Arbitrary<string> {
  const bounds = { minLength: min, maxLength: Math.min(max, min + 40) };
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ ...bounds, unit: 'grapheme-ascii' }) },
    { weight: 2, arbitrary: fc.string({ ...bounds, unit: 'grapheme' }) },
    { weight: 1, arbitrary: fc.string({ ...bounds, unit: 'binary' }) },
    { weight: 3, arbitrary: hostile },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('x', 'é', '💡', 'ǆ', '\u0301'),
          fc.constantFrom(max, max - 1, max + 1, max * 2, min, min - 1),
        )
        .map(([one, length]) => one.repeat(Math.max(0, Math.min(length, 20_000)))),
    },
  );
}

/** Any text, fit for a field or not. */
export const anyTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: textsOf(0, 300) },
  { weight: 1, arbitrary: fc.constantFrom(...refusedTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(100_000), '💡'.repeat(5000), '') },
);
