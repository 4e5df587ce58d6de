import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives the first answer that is no failure', async () => {
    let tries = 0;
    const answer = await eventually(() => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return tries;
    });
    expect(answer).toBe(3);
  });

  it('fails as the last try failed once the time is up', async () => {
    let tries = 0;
    const never = eventually(() => {
      tries += 1;
      throw new Error(`try ${tries}`);
    }, 50);
    await expect(never).rejects.toThrow(/^try \d+$/);
    expect(tries).toBeGreaterThan(1);
  });
});
