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
});
