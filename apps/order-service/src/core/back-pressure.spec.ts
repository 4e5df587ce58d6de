import { BackPressure } from './back-pressure.js';

describe('back-pressure', () => {
  it('begins above a limit and ends at half of it', async () => {
    const lags = [
      { oldestMs: 60_000, backlog: 1000 },
      { oldestMs: 60_001, backlog: 0 },
      { oldestMs: 30_001, backlog: 0 },
      { oldestMs: 30_000, backlog: 0 },
      { oldestMs: 0, backlog: 1001 },
      { oldestMs: 0, backlog: 501 },
      { oldestMs: 0, backlog: 500 },
    ];
    let at = 0;
    const lag = () => lags[at] ?? { oldestMs: 0, backlog: 0 };
    const pressure = new BackPressure({ lag }, { lagMs: 60_000, backlog: 1000 });
    const said: boolean[] = [];
    for (at = 0; at < lags.length; at += 1) said.push(await pressure.isTooHigh());
    expect(said).toEqual([false, true, true, false, true, true, false]);
  });
});
