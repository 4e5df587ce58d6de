import { keyOf } from './idempotency-key.js';

describe('the Idempotency-Key', () => {
  it.each(['k', 'a key with spaces ~', 'k'.repeat(255)])('is taken as it is: %p', (key) => {
    expect(keyOf([key])).toBe(key);
  });

  it('must be there', () => {
    expect(() => keyOf(undefined)).toThrow(expect.objectContaining({ code: 'idempotency-key-missing' }));
  });

  it.each([[['']], [['k'.repeat(256)]], [['schlüssel']], [['a\tb']], [['a', 'b']]])('cannot be %p', (keys) => {
    expect(() => keyOf(keys)).toThrow(expect.objectContaining({ code: 'idempotency-key-invalid' }));
  });
});
