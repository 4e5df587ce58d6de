import { ZxcvbnPasswords } from './zxcvbn-passwords.js';

const common = new ZxcvbnPasswords();

describe('common passwords', () => {
  it.each([
    'password1234',
    'Password123!!',
    'P@ssw0rd1234',
    '123456789012',
    'passwordpassword',
    'qwertyuiopas',
    'iloveyou1234',
    '1q2w3e4r5t6y',
    'aaaaaaaaaaaa',
    'abcdefghijkl',
    'letmeinletmein',
    'welcome12345',
  ])('are those like %s', async (password) => {
    expect(await common.isCommon(password)).toBe(true);
  });

  it.each([
    'causeway-demo-1',
    'correct horse',
    'correct horse battery staple',
    'päßwörtchen-1',
    '🔑'.repeat(12),
    'x'.repeat(128),
    'tr0ub4dor and three',
  ])('are not those like %s', async (password) => {
    expect(await common.isCommon(password)).toBe(false);
  });

  it('are found in a moment, however the password was made', async () => {
    await common.isCommon('the lists are read once');
    const startedAt = performance.now();
    for (const worst of ['p4ssw0rd!@'.repeat(12), '4@83$1!0'.repeat(16), '1qaz2wsx3edc 4rfv5tgb6yhn 7ujm8i']) {
      await common.isCommon(worst);
    }
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
