import { randomBytes } from 'node:crypto';
import { azuriteKey, weaknessOf } from './weakness.js';

describe('random text', () => {
  it.each(['hex', 'base64', 'base64url'] as const)(
    'of 32 characters or more in %s is as good as it looks',
    (encoding) => {
      const texts = Array.from({ length: 5000 }, (_, at) =>
        randomBytes(32 + (at % 33))
          .toString(encoding)
          .slice(0, 32 + (at % 33)),
      );
      expect(texts.filter((text) => weaknessOf(text, 32) !== undefined)).toEqual([]);
    },
  );

  it('of 16 letters and digits is a good password', () => {
    const texts = Array.from({ length: 5000 }, () => randomBytes(12).toString('base64url'));
    expect(texts.filter((text) => weaknessOf(text, 16) !== undefined)).toEqual([]);
  });
});

const part = 'h8Qz3vXw0cTn5RbY';

it.each([
  ['has only 31', `${part}k2LmJd7Fs9GpAe4`],
  ['has only 0', ''],
  ['repeats itself', part.repeat(2)],
  ['repeats itself', part.repeat(4).slice(0, 57)],
  ['repeats itself', '0'.repeat(64)],
  ['repeats a few characters', 'aaaaaaaabbbbbbbbccccccccdddddddd'],
  ['follows the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['follows the alphabet', 'zyxwvutsrqponmlkjihgfedcba9876543210'],
])('is seen through where it %s', (weakness, text) => {
  expect(weaknessOf(text, 32)).toBe(weakness);
});

it.each([
  ['test'],
  ['TEST'],
  ['local'],
  ['causeway-demo-1'],
  ['SAS_KEY_VALUE'],
  ['sk_test_causeway'],
  [azuriteKey],
  ['changeme-changeme-changeme-and-more'],
  [`change_me_${part}k2LmJd7Fs9GpAe4`],
  ['a-secret-that-somebody-wrote-by-hand'],
  ['Passw0rd-of-the-database-server-1234'],
  ['wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY'],
])('%s is known to be an example, whatever its length', (text) => {
  expect(weaknessOf(text, 1)).toBe('is a default or an example that everybody can read');
});
