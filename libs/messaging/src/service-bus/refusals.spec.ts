import { auditEvent } from '@causeway/data-model';
import { anAccountEvent } from '../../test/an-event.js';
import { type RefusedEvent, refusalNote } from './refusals.js';

const event = anAccountEvent();
const refused: RefusedEvent = {
  reason: 'forged',
  place: 'accounts/analytics-service:17',
  message: 'm1',
  body: event,
  sender: null,
};
const asKept = (note: ReturnType<typeof refusalNote>) =>
  auditEvent.parse({ ...note, at: '2026-11-21T09:00:00.000Z', service: 'analytics-service' });

describe('the note about a refused event', () => {
  it('says what was refused, why and where its dead letter is', () => {
    expect(asKept(refusalNote(refused))).toMatchObject({
      type: 'event.refused',
      actor: { kind: 'unknown', id: null },
      subject: event.subject,
      traceId: event.traceparent.slice(3, 35),
      detail: {
        reason: 'forged',
        place: 'accounts/analytics-service:17',
        eventType: event.type,
        eventId: event.id,
        claimedSource: '/aws/identity-service',
      },
    });
  });

  it('names the service that sent it, where that is known', () => {
    expect(refusalNote({ ...refused, sender: 'bridge' }).actor).toEqual({ kind: 'service', id: 'bridge' });
  });

  it('is the same for the same message, and another for any other', () => {
    expect(refusalNote(refused).id).toBe(refusalNote(refused).id);
    const others = [{ message: 'm2' }, { place: 'accounts/analytics-service:18' }, { reason: 'schema' }];
    const ids = others.map((change) => refusalNote({ ...refused, ...change }).id);
    expect(new Set([...ids, refusalNote(refused).id]).size).toBe(4);
  });

  it.each([
    ['text', 'ann@example.com'],
    ['nothing', undefined],
    ['a list', [event]],
    [
      'claims of anything',
      {
        type: 'ann@example.com',
        id: 'a password',
        source: '/aws/ann',
        subject: 'eyJhbGciOiJFUzI1NiJ9',
        traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      },
    ],
  ])('repeats nothing of %s', (_what, body) => {
    const note = asKept(refusalNote({ ...refused, body }));
    expect(note).toMatchObject({ subject: null, detail: { eventType: null, eventId: null, claimedSource: null } });
    expect(note.traceId).not.toBe('0'.repeat(32));
    expect(JSON.stringify(note)).not.toMatch(/ann|password|eyJ/);
  });
});
