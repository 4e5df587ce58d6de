import { bucketsOf, startOf } from './buckets.js';

const on = (from: string, to: string, interval: 'hour' | 'day' | 'month') =>
  bucketsOf(new Date(from), new Date(to), interval);

describe('buckets', () => {
  it('cover the range, its end excluded', () => {
    expect(on('2026-11-20T00:00:00Z', '2026-11-22T00:00:00Z', 'day')).toEqual(['2026-11-20', '2026-11-21']);
    expect(on('2026-11-20T10:30:00Z', '2026-11-20T12:00:00.001Z', 'hour')).toEqual([
      '2026-11-20T10',
      '2026-11-20T11',
      '2026-11-20T12',
    ]);
    expect(on('2026-12-31T00:00:00Z', '2027-02-01T00:00:00Z', 'month')).toEqual(['2026-12', '2027-01']);
  });

  it('are UTC whatever the offset of the range', () => {
    expect(on('2026-11-20T23:00:00-02:00', '2026-11-21T02:00:00Z', 'day')).toEqual(['2026-11-21']);
    expect(startOf('2026-11', 'month')).toBe('2026-11-01T00:00:00.000Z');
  });

  it('are 400 at most', () => {
    expect(on('2026-01-01T00:00:00Z', '2026-01-17T16:00:00Z', 'hour')).toHaveLength(400);
    expect(() => on('2026-01-01T00:00:00Z', '2026-01-17T16:00:01Z', 'hour')).toThrow('more than 400');
  });

  it('need a range that is not empty', () => {
    expect(() => on('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'day')).toThrow('after from');
  });
});
