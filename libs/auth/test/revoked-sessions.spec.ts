import { startTelemetry } from '@causeway/runtime/telemetry';
import { remoteRevocations, watchRevocations } from '../src/revoked-sessions.js';
import { startFakeIdentity } from './fake-identity.js';

const tokens = { authorization: async () => 'Bearer t' };
const path = '/internal/revoked-sessions';

describe('ended sessions', () => {
  it('are known once they were asked for, page after page', async () => {
    const identity = await startFakeIdentity({
      [path]: ({ path: asked }) =>
        asked.endsWith('after=c1')
          ? { body: { sessions: ['s3'], nextCursor: 'c2', more: false } }
          : { body: { sessions: ['s1', 's2'], nextCursor: 'c1', more: true } },
    });
    const ended = watchRevocations(remoteRevocations(identity.url, tokens));
    await ended.asked;
    expect(['s1', 's2', 's3', 's4'].filter(ended.has)).toEqual(['s1', 's2', 's3']);
    expect(identity.asked.map((one) => one.headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
    ended.stop();
    await identity.stop();
  });

  it('are polled outside the traces people look at', async () => {
    startTelemetry({ service: 'order-service', cloud: 'aws' });
    const identity = await startFakeIdentity({
      [path]: () => ({ body: { sessions: [], nextCursor: 'c', more: false } }),
    });
    const ended = watchRevocations(remoteRevocations(identity.url, tokens));
    await ended.asked;
    expect(identity.asked[0]?.headers.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    ended.stop();
    await identity.stop();
  });

  it('stop nobody while identity-service is away', async () => {
    const identity = await startFakeIdentity({});
    await identity.stop();
    const ended = watchRevocations(remoteRevocations(identity.url, tokens));
    await ended.asked;
    expect(ended.has('s1')).toBe(false);
    ended.stop();
  });

  it('are learnt as they happen', async () => {
    const sessions: string[] = [];
    const ended = watchRevocations(async () => ({ sessions, nextCursor: 'c', more: false }));
    await ended.asked;
    expect(ended.has('s1')).toBe(false);
    sessions.push('s1');
    const deadline = Date.now() + 15_000;
    while (!ended.has('s1') && Date.now() < deadline) await new Promise((go) => setTimeout(go, 50));
    expect(ended.has('s1')).toBe(true);
    ended.stop();
  });
});
