import { type Answer, bodyHashOf, judge, type StoredClaim } from './idempotency.js';

const now = new Date('2026-11-21T10:00:00.000Z');
const answer: Answer = { status: 201, body: '{}', location: '/v1/orders/1', etag: '"1"' };
const aClaim = (overrides: Partial<StoredClaim> = {}): StoredClaim => ({
  bodyHash: 'same',
  orderId: 'order-1',
  token: 'token-1',
  leaseUntil: '2026-11-21T10:00:30.000Z',
  answer: null,
  ...overrides,
});
const ended = { leaseUntil: now.toISOString() };

describe('a key that was claimed before', () => {
  it('gives the first answer to the same request', () => {
    expect(judge(aClaim({ answer }), 'same', now)).toEqual({ kind: 'answered', answer });
  });

  it.each([
    ['has been answered', { answer }],
    ['is at work', {}],
  ])('is refused to another request while the first %s', (_state, overrides) => {
    expect(() => judge(aClaim(overrides), 'other', now)).toThrow('Use a new Idempotency-Key for another request.');
  });

  it('makes the same request wait while the first is at work', () => {
    expect(() => judge(aClaim(), 'same', now)).toThrow('The first request with this key is at work.');
  });

  it('lets the same request go on with the first one’s order id when the lease has ended', () => {
    expect(judge(aClaim(ended), 'same', now)).toEqual({ kind: 'ended', orderId: 'order-1' });
  });

  it('lets another request start afresh when the lease has ended without an answer', () => {
    expect(judge(aClaim(ended), 'other', now)).toEqual({ kind: 'ended', orderId: undefined });
  });
});

describe('the hash of a body', () => {
  it('does not depend on the order in which fields were written', () => {
    expect(bodyHashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(bodyHashOf({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(bodyHashOf({ a: 1 })).not.toBe(bodyHashOf({ a: 2 }));
  });
});
