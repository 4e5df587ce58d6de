import { duplexPair } from 'node:stream';
import { jest } from '@jest/globals';
import { limitsOf } from '../broker/limits.js';
import { Namespace } from '../broker/namespace.js';
import { Timeline } from '../broker/timeline.js';
import { Faults } from '../faults/faults.js';
import { Keyring } from '../security/keyring.js';
import { openMemoryStore } from '../storage/memory.js';
import { readArrival } from './arrival.js';
import type { Broker } from './broker.js';
import { changeContent } from './content.js';
import { serveAmqp } from './server.js';

const header = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 1, 0, 0]);
const EMPTY = Buffer.from([0, 0, 0, 8, 2, 0, 0, 0]);
/** A client named `x` that waits this many ms, below 256, for a sign of life. */
const open = (idleTime: number): Buffer =>
  Buffer.from([0, 0, 0, 22, 2, 0, 0, 0, 0, 0x53, 0x10, 0xc0, 9, 5, 0xa1, 1, 0x78, 0x40, 0x40, 0x40, 0x52, idleTime]);

function aBroker(): Broker {
  const store = openMemoryStore();
  const guid = () => '01234567-89ab-cdef-0123-456789abcdef';
  const limits = limitsOf({});
  const namespace = new Namespace('test', {
    now: Date.now,
    guid,
    store,
    timeline: new Timeline(() => undefined),
    limits,
    faults: new Faults(),
    read: (content) => readArrival(content, guid),
    change: changeContent,
    forward: () => undefined,
  });
  const keyring = new Keyring([], undefined, () => [], Date.now);
  return { namespace, store, keyring, limits, maxMessageBytes: limits.messageBytes, now: Date.now, guid };
}

describe('a connection on which nothing happens', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const connect = async (idleTime: number) => {
    const amqp = serveAmqp(aBroker());
    const [client, server] = duplexPair();
    amqp.accept(server);
    const received: Buffer[] = [];
    client.on('data', (chunk: Buffer) => received.push(chunk));
    client.write(Buffer.concat([header, open(idleTime)]));
    for (let turns = 0; turns < 5; turns++) await turn();
    const pass = async (ms: number): Promise<Buffer> => {
      received.length = 0;
      await jest.advanceTimersByTimeAsync(ms);
      for (let turns = 0; turns < 5; turns++) await turn();
      return Buffer.concat(received);
    };
    return { amqp, client, pass };
  };

  it('carries a sign of life in half the time that the client waits', async () => {
    const { pass } = await connect(200);
    const said = await pass(1000);
    expect(said.length / EMPTY.length).toBeGreaterThanOrEqual(9);
    expect(said.subarray(0, EMPTY.length)).toEqual(EMPTY);
  });

  it('is closed with the reason after two minutes without a sign of life', async () => {
    const { pass, client, amqp } = await connect(0);
    expect((await pass(110_000)).length).toBe(0);
    client.write(EMPTY);
    expect((await pass(110_000)).length).toBe(0);
    expect(amqp.connections).toBe(1);
    expect((await pass(15_000)).toString('latin1')).toContain('max idle time exceeded');
    await pass(2000);
    expect(amqp.connections).toBe(0);
  });
});
