import { waterfall } from './waterfall.js';

const span = (spanId: string, parentSpanId: string | null, start: number, end: number) => ({
  spanId,
  parentSpanId,
  name: `span ${spanId}`,
  service: 'order-service',
  cloud: 'aws',
  start,
  end,
});

describe('the waterfall', () => {
  it('puts each span under its parent, in order of time', () => {
    const lines = waterfall([span('c', 'a', 5, 10), span('b', 'a', 1, 2), span('a', null, 0, 10)]);
    expect(lines.map((line) => line.match(/ span \w/)?.[0].trimStart())).toEqual(['span a', 'span b', 'span c']);
  });

  it('shows a span whose parent is not there, too', () => {
    expect(waterfall([span('x', 'gone', 0, 1)])).toHaveLength(1);
  });

  it('gives every span at least one mark inside the width', () => {
    const lines = waterfall([span('a', null, 0, 1000), span('b', 'a', 1000, 1000)]);
    for (const line of lines) expect(line).toContain('█');
    expect(lines[1]?.length).toBe(lines[0]?.length);
  });
});
