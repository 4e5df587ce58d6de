import { allHostileTexts, hostileTexts, refusedTexts } from './hostile-texts.js';
import { scriptSamples } from './scripts.js';

describe('the hostile texts', () => {
  test.each(Object.entries(hostileTexts))('of the kind “%s” are well-formed, short and not empty', (_kind, texts) => {
    expect(texts).not.toEqual([]);
    for (const text of texts) {
      expect([text, text.isWellFormed(), text.includes('\0')]).toEqual([text, true, false]);
      expect([...text].length).toBeGreaterThanOrEqual(1);
      expect([...text].length).toBeLessThanOrEqual(60);
    }
  });

  test('have a sample of each script, beyond the first plane, too', () => {
    const samples = scriptSamples();
    expect(samples.filter((one) => one === '')).toEqual([]);
    expect(new Set(samples).size).toBe(samples.length);
    expect(samples.filter((one) => (one.codePointAt(0) ?? 0) > 0xffff).length).toBeGreaterThan(80);
  });

  test('have both spellings of a letter, which are equal only when they are made equal', () => {
    const twins = allHostileTexts.filter((text) => text !== text.normalize('NFC') || text !== text.normalize('NFD'));
    expect(twins.length).toBeGreaterThan(20);
  });

  test('that no field takes hold NUL or half a surrogate pair', () => {
    for (const text of refusedTexts) expect(text.isWellFormed() && !text.includes('\0')).toBe(false);
  });
});
