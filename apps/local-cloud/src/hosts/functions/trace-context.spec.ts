import { traceContextOf } from './trace-context.js';

test("a caller's trace goes on under a span of the host's own", () => {
  const trace = `${'a1'.repeat(16)}`;
  const { traceParent, traceState } = traceContextOf(`00-${trace}-${'b2'.repeat(8)}-01`, 'shop=1');
  expect(traceParent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  expect(traceParent).not.toContain('b2'.repeat(8));
  expect(traceState).toBe('shop=1');
});

test.each([undefined, 'nonsense'])('without one a trace begins: %s', (given) => {
  expect(traceContextOf(given).traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
