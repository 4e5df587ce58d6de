import { userTokenSeconds } from '@causeway/auth';

/** A signing key's name and when it takes over from the one before. */
export type KeyStart = { kid: string; activeFrom: Date };

/** What a key signed last is honoured for the longest life of a token, and a minute more for clocks that differ. */
const overlapMs = (userTokenSeconds + 60) * 1000;

/** The key that signs: the latest that has taken over. `keys` are in the order in which they do. */
export function signingAt<T extends KeyStart>(keys: readonly T[], at: Date): T | undefined {
  return keys.findLast(({ activeFrom }) => activeFrom <= at) ?? keys[0];
}

/** The keys whose signatures are honoured: those that sign, will sign, or have stopped only lately. */
export function verifyingAt<T extends KeyStart>(keys: readonly T[], at: Date): T[] {
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return next === undefined || verifiesUntil(next) > at;
  });
}

/** Until when the key before this one verifies. */
export const verifiesUntil = ({ activeFrom }: KeyStart): Date => new Date(activeFrom.getTime() + overlapMs);

/** `k1`, `k2`, and so on. */
export const kidAfter = ({ kid }: KeyStart): string => `k${Number(kid.slice(1)) + 1}`;
