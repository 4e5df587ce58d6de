import { msOfTimeSpan } from './time-span.js';

test.each([
  ['00:05:00', 300_000],
  ['00:00:00.80', 800],
  ['1.02:00:03', 93_603_000],
  ['00:30', 1_800_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(msOfTimeSpan(text)).toBe(ms);
});

test.each(['', '5', '00:60:00', '24:00:00', 'five minutes', '-00:00:01'])('"%s" is no duration', (text) => {
  expect(() => msOfTimeSpan(text)).toThrow(`"${text}" is no duration such as 00:05:00`);
});
