import { FOREVER } from '../broker/definition.js';
import { formatDuration, parseDuration } from './duration.js';

describe('a duration', () => {
  it.each([
    ['PT1M', 60_000],
    ['PT20S', 20_000],
    ['P14D', 1_209_600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['P10675199DT2H48M5.4775807S', FOREVER],
  ])('%s is %d ms, both ways', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(text);
  });

  it.each(['1M', 'PT', 'P', '', 'P1M', 'PT1M '])('%s is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
