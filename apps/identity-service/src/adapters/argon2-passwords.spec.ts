import { Argon2Passwords, argon2Env } from './argon2-passwords.js';

const cheap = argon2Env.parse({ ARGON2_MEMORY_KIB: '64', ARGON2_PASSES: '1' });

describe('passwords', () => {
  it('are kept as argon2id with the cost OWASP recommends', async () => {
    const passwords = new Argon2Passwords(argon2Env.parse({}));
    expect(await passwords.hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('match their own hash only', async () => {
    const passwords = new Argon2Passwords(cheap);
    const hash = await passwords.hash('correct horse');
    expect(await passwords.matches('correct horse', hash)).toBe(true);
    expect(await passwords.matches('Correct horse', hash)).toBe(false);
    expect(await passwords.matches('correct horse', await passwords.hash('other'))).toBe(false);
  });

  it('are worked out for hundreds at once, and refused for a moment beyond that', async () => {
    const passwords = new Argon2Passwords(cheap);
    await passwords.matches('what is compared with nothing', undefined);
    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => passwords.hash(`number ${n}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(400);
    const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'unavailable' });
    await expect(passwords.hash('afterwards')).resolves.toBeDefined();
  });

  it('match nothing where there is no account, and take as long to say so', async () => {
    const passwords = new Argon2Passwords(argon2Env.parse({}));
    const hash = await passwords.hash('correct horse');
    const timed = async (against: string | undefined) => {
      const start = performance.now();
      expect(await passwords.matches('battery staple', against)).toBe(false);
      return performance.now() - start;
    };
    await timed(undefined);
    // The best of some, in turns: what else the machine does only ever adds to it.
    const best = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    const isMet = () => best.unknown > best.known / 3 && best.known > best.unknown / 3;
    for (let round = 0; round < 3 || (round < 15 && !isMet()); round += 1) {
      best.known = Math.min(best.known, await timed(hash));
      best.unknown = Math.min(best.unknown, await timed(undefined));
    }
    expect(best.unknown).toBeGreaterThan(best.known / 3);
    expect(best.known).toBeGreaterThan(best.unknown / 3);
  });
});
