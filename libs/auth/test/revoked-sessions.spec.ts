import { startTelemetry } from '@causeway/runtime/telemetry';
import { jest } from '@jest/globals';
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
    await ended.caughtUp();
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
    await ended.caughtUp();
    expect(identity.asked[0]?.headers.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    ended.stop();
    await identity.stop();
  });

  it('stop nobody while identity-service is away', async () => {
    const identity = await startFakeIdentity({});
    await identity.stop();
    const ended = watchRevocations(remoteRevocations(identity.url, tokens));
    await ended.caughtUp();
    expect(ended.has('s1')).toBe(false);
    ended.stop();
  });

  it('are asked for at once, and waited for, when the process stood still and its polls with it', async () => {
    const sessions: string[] = [];
    let asks = 0;
    const ended = watchRevocations(async () => {
      asks += 1;
      return { sessions, nextCursor: 'c', more: false };
    });
    await ended.caughtUp();
    expect(ended.caughtUp()).toBeUndefined();
    sessions.push('s1');
    const anHourOn = Date.now() + 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => anHourOn);
    const both = [ended.caughtUp(), ended.caughtUp()];
    expect(both[0]).toBeInstanceOf(Promise);
    await Promise.all(both);
    expect(asks).toBe(2);
    expect(ended.has('s1')).toBe(true);
    expect(ended.caughtUp()).toBeUndefined();
    clock.mockRestore();
    ended.stop();
  });

  it('are asked for anew when the process stood still in the middle of asking', async () => {
    const sessions: string[] = [];
    let hangs = true;
    const never = new Promise<never>(() => undefined);
    const ended = watchRevocations(() => (hangs ? never : Promise.resolve({ sessions, nextCursor: 'c', more: false })));
    sessions.push('s1');
    hangs = false;
    const anHourOn = Date.now() + 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => anHourOn);
    await ended.caughtUp();
    expect(ended.has('s1')).toBe(true);
    clock.mockRestore();
    ended.stop();
  });

  it('keep nobody waiting, and hold, when they could not be asked for after a freeze', async () => {
    let away = false;
    const ended = watchRevocations(async () => {
      if (away) throw new Error('away');
      return { sessions: ['s1'], nextCursor: 'c', more: false };
    });
    await ended.caughtUp();
    away = true;
    const anHourOn = Date.now() + 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => anHourOn);
    await ended.caughtUp();
    expect(ended.caughtUp()).toBeUndefined();
    expect(ended.has('s1')).toBe(true);
    clock.mockRestore();
    ended.stop();
  });

  it('are learnt as they happen', async () => {
    const sessions: string[] = [];
    const ended = watchRevocations(async () => ({ sessions, nextCursor: 'c', more: false }));
    await ended.caughtUp();
    expect(ended.has('s1')).toBe(false);
    sessions.push('s1');
    const deadline = Date.now() + 15_000;
    while (!ended.has('s1') && Date.now() < deadline) await new Promise((go) => setTimeout(go, 50));
    expect(ended.has('s1')).toBe(true);
    ended.stop();
  });
});
