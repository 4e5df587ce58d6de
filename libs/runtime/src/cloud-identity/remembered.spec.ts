import { remembered, renewalMs } from './remembered.js';

const hour = 3_600_000;

/** An exchange that gives numbers, at a time that the test sets. */
function exchange(lifeMs = hour) {
  const at = { now: 1_000_000, made: 0, fails: false };
  const get = remembered(
    async () => {
      at.made += 1;
      if (at.fails) throw new Error('away');
      return { number: at.made, expiresAt: at.now + lifeMs };
    },
    () => at.now,
  );
  return { at, get };
}

it('is exchanged again when four minutes are left, and not before', async () => {
  const { at, get } = exchange();
  await get();
  at.now += hour - renewalMs - 1;
  expect((await get()).number).toBe(1);
  at.now += 1;
  expect((await get()).number).toBe(2);
});

it('is used while its renewal fails, which is tried every ten seconds and not with each use', async () => {
  const { at, get } = exchange();
  await get();
  at.now += hour - renewalMs;
  at.fails = true;
  expect((await get()).number).toBe(1);
  expect((await get()).number).toBe(1);
  expect(at.made).toBe(2);
  at.now += 10_000;
  at.fails = false;
  expect((await get()).number).toBe(3);
});

it('is not handed out when half a minute is left', async () => {
  const { at, get } = exchange();
  await get();
  at.now += hour - 30_000;
  at.fails = true;
  await expect(get()).rejects.toThrow('away');
});

it('is exchanged once for all who wait, and again for the next when that failed', async () => {
  const { at, get } = exchange();
  at.fails = true;
  const waiting = await Promise.allSettled([get(), get(), get()]);
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(at.made).toBe(1);
  at.fails = false;
  expect((await get()).number).toBe(2);
});
