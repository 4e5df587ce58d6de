import { anEvent, parseEvent } from './events.js';

const id = '0193a2b4-0000-7000-8000-000000000001';
const account = { id, roles: ['customer' as const], createdAt: '2026-11-21T09:00:00.000Z', version: 1 };
const event = anEvent(
  'shop.account.registered.v1',
  { account },
  {
    aggregate: 'account',
    subject: id,
    version: 1,
    source: '/aws/identity-service',
    time: account.createdAt,
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  },
);

describe('an event off the wire', () => {
  it('is read as it was written', () => {
    expect(parseEvent(structuredClone(event))).toEqual({ event });
  });

  it('may hold what a newer producer has added: it is left out', () => {
    const newer = {
      ...event,
      tracestate: 'x=1',
      data: { account: { ...account, tier: 'gold' }, reason: 'a campaign' },
    };
    expect(parseEvent(newer)).toEqual({ event });
    expect(newer.data.account.tier).toBe('gold');
  });

  it('is refused when something it needs is wrong, whatever else is new', () => {
    const { createdAt, ...rest } = account;
    expect(parseEvent({ ...event, data: { account: { ...rest, tier: 'gold' } } })).toMatchObject({
      refused: { reason: 'schema' },
    });
    expect(parseEvent({ ...event, type: 'shop.account.registered.v2' })).toMatchObject({
      refused: { reason: 'version' },
    });
    expect(parseEvent('text')).toMatchObject({ refused: { reason: 'schema' } });
  });

  it.each<[string, object]>([
    ['a version that no store could count', { aggregateversion: 2 ** 31 }],
    ['no version', { aggregateversion: 0 }],
    ['an id of more than 128 characters', { id: `account/${'x'.repeat(128)}` }],
    ['the id of another event', { id: `account/${id}/2/shop.account.registered.v1` }],
    ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` }],
    ['a span of zeros', { traceparent: `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01` }],
    ['no trace', { traceparent: 'rubbish' }],
    ['a time that is none', { time: 'yesterday' }],
  ])('is refused with %s', (_what, change) => {
    expect(parseEvent({ ...event, ...change })).toMatchObject({ refused: { reason: 'schema' } });
  });

  it.each(['/aws/order-service', '/azure/identity-service', '/aws/identity-service/', 'identity-service'])(
    'is forged when it says that it comes from %s',
    (source) => {
      expect(parseEvent({ ...event, source })).toMatchObject({ refused: { reason: 'forged' } });
    },
  );

  it('may be as old as can be, and not of the future, for whoever knows what time it is', () => {
    const happened = Date.parse(event.time);
    const now = (ms: number) => new Date(happened + ms);
    expect(parseEvent(event, now(-5 * 60_000))).toEqual({ event });
    expect(parseEvent(event, now(10 * 365 * 86_400_000))).toEqual({ event });
    expect(parseEvent(event, now(-5 * 60_000 - 1))).toMatchObject({
      refused: { reason: 'schema', description: expect.stringContaining('more than 5 minutes after') },
    });
    expect(parseEvent(event)).toEqual({ event });
  });
});
