import { idOf } from './path-id.js';

describe('an id in a path', () => {
  const anOrder = idOf('The order');
  const metadata = { type: 'param' } as const;

  it('is taken as it is', () => {
    const id = '0190f3b0-0000-7000-8000-000000000001';
    expect(anOrder.transform(id, metadata)).toBe(id);
  });

  it.each(['1', '', '0190f3b0', 'me%00', '__proto__'])('that cannot be one names nothing: %p', (value) => {
    expect(() => anOrder.transform(value, metadata)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
