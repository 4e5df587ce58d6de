import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AuditEvent, auditEvents } from '@causeway/data-model';
import { withDeadline } from '@causeway/runtime/outgoing';
import { currentTraceId, inSpan, startTelemetry } from '@causeway/runtime/telemetry';
import { type AuditNote, type AuditTrail, createAuditTrail } from '../src/index.js';
import { eventually } from './eventually.js';
import { startFakeIdentity } from './fake-identity.js';

const path = '/internal/audit-events';
const tokens = { authorization: async (audience: string) => `Bearer for ${audience}` };
const aNote = (subject: string, type = 'event.refused'): AuditNote => ({
  type,
  actor: { kind: 'unknown', id: null },
  subject,
  detail: { reason: 'forged' },
});
const subjectsOf = (events: readonly AuditEvent[]) => events.map(({ subject }) => subject);

/** identity-service as the trail sees it: it answers as it is told to, and keeps what it has taken. */
async function startKeeper(answer: (events: AuditEvent[]) => number = () => 204) {
  const taken: AuditEvent[] = [];
  const identity = await startFakeIdentity({
    [path]: ({ body }) => {
      const { events } = auditEvents.parse(JSON.parse(body));
      const status = answer(events);
      if (status === 204) taken.push(...events);
      return { status, body: {} };
    },
  });
  return { ...identity, taken };
}

let trail: AuditTrail | undefined;
let identity: Awaited<ReturnType<typeof startKeeper>> | undefined;

const open = (url: string, serviceTokens = tokens): AuditTrail => {
  trail = createAuditTrail({ identityUrl: url, serviceTokens, service: 'order-service' });
  return trail;
};
const start = async (answer?: Parameters<typeof startKeeper>[0]) => {
  identity = await startKeeper(answer);
  return { identity, trail: open(identity.url) };
};

beforeAll(() => startTelemetry({ service: 'auth-test', cloud: 'aws' }));
afterEach(async () => {
  await trail?.stop();
  await identity?.stop();
  trail = undefined;
  identity = undefined;
});

describe('what is noted', () => {
  it('is told to identity-service with when, where and in which trace it happened', async () => {
    const { identity, trail } = await start();
    const traceId = await inSpan('work', {}, async () => {
      trail.note(aNote('one'));
      return currentTraceId();
    });
    await eventually(() => expect(identity.taken).toHaveLength(1));
    expect(identity.taken).toMatchObject([
      { type: 'event.refused', service: 'order-service', subject: 'one', traceId, detail: { reason: 'forged' } },
    ]);
    expect(identity.asked[0]?.headers.authorization).toBe('Bearer for identity-service');
  });

  it('keeps the id and the trace it was given', async () => {
    const { identity, trail } = await start();
    const given = { id: '0193a2b4-0000-8000-8000-000000000001', traceId: 'a'.repeat(32) };
    trail.note({ ...aNote('one'), ...given });
    await eventually(() => expect(identity.taken).toMatchObject([given]));
  });

  it('belongs to no request on its way: neither to its trace nor to its deadline', async () => {
    const { identity, trail } = await start();
    const traceId = await inSpan('work', {}, () =>
      withDeadline(0, async () => {
        trail.note(aNote('one'));
        return currentTraceId();
      }),
    );
    await eventually(() => expect(identity.taken).toHaveLength(1));
    expect(identity.asked[0]?.headers.traceparent).not.toContain(traceId);
  });

  it('is told in order, a hundred at a time at most', async () => {
    const sizes: number[] = [];
    const { identity, trail } = await start((events) => {
      sizes.push(events.length);
      return 204;
    });
    const subjects = Array.from({ length: 250 }, (_, at) => `event ${at}`);
    for (const subject of subjects) trail.note(aNote(subject));
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(subjects));
    expect(Math.max(...sizes)).toBe(100);
  });

  it('is cut where it is too long, and left out where it is none', async () => {
    const { identity, trail } = await start();
    trail.note({ ...aNote('x'.repeat(900)), detail: { reason: 'y'.repeat(900) } });
    trail.note(aNote('nobody’s type', 'not a type'));
    trail.note(aNote('last'));
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(['x'.repeat(200), 'last']));
    expect(identity.taken[0]?.detail.reason).toBe('y'.repeat(500));
  });
});

describe('while identity-service', () => {
  it('is away, notes wait, keep their ids, and are told when it is back', async () => {
    let isAway = true;
    const ids: string[] = [];
    const { identity, trail } = await start(([first]) => {
      ids.push(String(first?.id));
      return isAway ? 503 : 204;
    });
    trail.note(aNote('one'));
    await eventually(() => expect(ids.length).toBeGreaterThanOrEqual(3));
    isAway = false;
    trail.note(aNote('two'));
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(['one', 'two']));
    expect(new Set(ids).size).toBe(1);
  });

  it.each([401, 403, 404, 429])('answers %d, notes wait for whoever mends that', async (status) => {
    let isWrong = true;
    const { identity, trail } = await start(() => (isWrong ? status : 204));
    trail.note(aNote('one'));
    await eventually(() => expect(identity.asked).toHaveLength(1));
    isWrong = false;
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(['one']));
  });

  it('gives no token, notes wait', async () => {
    identity = await startKeeper();
    let isRefused = true;
    const authorization = async () => {
      if (isRefused) throw new Error('no token');
      return 'Bearer t';
    };
    open(identity.url, { authorization }).note(aNote('one'));
    isRefused = false;
    const { taken } = identity;
    await eventually(() => expect(subjectsOf(taken)).toEqual(['one']));
  });

  it('refuses one of many, the others are told all the same', async () => {
    const { identity, trail } = await start((events) => (subjectsOf(events).includes('wrong') ? 422 : 204));
    for (const subject of ['one', 'two', 'wrong', 'three']) trail.note(aNote(subject));
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(['one', 'two', 'three']));
  });

  it('is away for long, no more than a thousand wait', async () => {
    let isAway = true;
    const { identity, trail } = await start(() => (isAway ? 503 : 204));
    for (let at = 0; at < 1500; at += 1) trail.note(aNote(`event ${at}`));
    isAway = false;
    await eventually(() => expect(identity.taken.length).toBeGreaterThanOrEqual(1000));
    trail.note(aNote('after'));
    await eventually(() => expect(subjectsOf(identity.taken).slice(-2)).toEqual(['event 999', 'after']));
  });
});

describe('what is noted sparingly', () => {
  it('is told once a second and type, with how many others there were', async () => {
    const { identity, trail } = await start();
    const started = performance.now();
    for (let at = 0; at < 50; at += 1) trail.noteSparingly(aNote(`forged ${at}`, 'access.refused'));
    trail.noteSparingly(aNote('another', 'webhook.refused'));
    await eventually(() => expect(subjectsOf(identity.taken)).toEqual(['forged 0', 'another']));
    await eventually(() => expect(identity.taken).toHaveLength(3));
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(identity.taken[2]).toMatchObject({ subject: 'forged 49', detail: { reason: 'forged', others: 48 } });
    trail.noteSparingly(aNote('held again', 'access.refused'));
    await eventually(() => expect(identity.taken[3]).toMatchObject({ subject: 'held again', detail: { others: 0 } }));
    expect(performance.now() - started).toBeGreaterThan(1800);
  });
});

describe('when the process ends', () => {
  it('what is left is told, what was held back too, and nothing after that', async () => {
    const { identity, trail } = await start();
    trail.note(aNote('one'));
    for (const subject of ['two', 'three', 'four']) trail.noteSparingly(aNote(subject, 'access.refused'));
    await trail.stop();
    expect(subjectsOf(identity.taken)).toEqual(['one', 'two', 'four']);
    trail.note(aNote('late'));
    await trail.stop();
    expect(identity.taken).toHaveLength(3);
  });

  it('nobody waits long for an identity-service that is away or silent', async () => {
    const { trail } = await start(() => 503);
    const silence = createServer(() => undefined);
    await new Promise<void>((resolve) => silence.listen(0, '127.0.0.1', resolve));
    const { port } = silence.address() as AddressInfo; // it listens on TCP
    const other = createAuditTrail({ identityUrl: `http://127.0.0.1:${port}`, serviceTokens: tokens, service: 's' });
    for (const one of [trail, other]) one.note(aNote('one'));
    const started = performance.now();
    await Promise.all([trail.stop(), other.stop()]);
    expect(performance.now() - started).toBeLessThan(2000);
    silence.closeAllConnections();
    silence.close();
  });
});
