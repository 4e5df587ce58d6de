import { anAccountEvent } from '../../test/an-event.js';
import { eventIn, eventOf } from './message-body.js';

const event = anAccountEvent();
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const refusedAs = (reason: string) => ({ refused: { reason } });

describe('a message', () => {
  it('is read as bytes, or as the value that AMQP made of them', () => {
    expect(eventIn({ body: bytes(event), contentType: 'application/json' })).toMatchObject({ event });
    expect(eventIn({ body: event })).toMatchObject({ event });
  });

  it('may not be larger than the contract allows, whatever it is made of', () => {
    const large = { ...event, padding: 'x'.repeat(200_000) };
    expect(eventIn({ body: bytes(large) })).toMatchObject(refusedAs('too-large'));
    expect(eventIn({ body: large })).toMatchObject(refusedAs('too-large'));
    expect(eventOf(large)).toMatchObject(refusedAs('too-large'));
  });

  it('may be nothing that JSON can say', () => {
    const knot: Record<string, unknown> = {};
    knot.knot = knot;
    for (const body of [undefined, 12n, knot, () => 1]) expect(eventIn({ body })).toMatchObject(refusedAs('schema'));
  });

  it('may not be of the future', () => {
    const time = (aheadMs: number) => new Date(Date.now() + aheadMs).toISOString();
    expect(eventIn({ body: bytes({ ...event, time: time(240_000) }) })).toHaveProperty('event');
    expect(eventIn({ body: bytes({ ...event, time: time(360_000) }) })).toMatchObject(refusedAs('schema'));
    expect(eventOf({ ...event, time: time(360_000) })).toMatchObject(refusedAs('schema'));
  });
});
