import { kidAfter, signingAt, verifiesUntil, verifyingAt } from './key-lives.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 9, minutes));
const keys = [
  { kid: 'k1', activeFrom: new Date(0) },
  { kid: 'k2', activeFrom: at(0) },
  { kid: 'k10', activeFrom: at(5) },
];
const names = (some: readonly { kid: string }[]) => some.map(({ kid }) => kid);

describe('the life of a signing key', () => {
  it('signs from its hour on, until the next one does', () => {
    expect(signingAt(keys, at(-1))?.kid).toBe('k1');
    expect(signingAt(keys, at(0))?.kid).toBe('k2');
    expect(signingAt(keys, at(4))?.kid).toBe('k2');
    expect(signingAt(keys, at(60))?.kid).toBe('k10');
  });

  it('is published before it signs', () => {
    expect(names(verifyingAt(keys, at(-1)))).toEqual(['k1', 'k2', 'k10']);
  });

  it('is honoured until the last token it signed has expired, and a minute more', () => {
    expect(verifiesUntil({ kid: 'k2', activeFrom: at(0) })).toEqual(at(16));
    expect(names(verifyingAt(keys, at(15)))).toEqual(['k1', 'k2', 'k10']);
    expect(names(verifyingAt(keys, at(16)))).toEqual(['k2', 'k10']);
    expect(names(verifyingAt(keys, at(21)))).toEqual(['k10']);
    expect(names(verifyingAt(keys, at(100_000)))).toEqual(['k10']);
  });

  it('is named by the number after the one before', () => {
    expect(kidAfter({ kid: 'k9', activeFrom: at(0) })).toBe('k10');
  });
});
