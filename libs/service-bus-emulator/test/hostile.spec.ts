import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import fc from 'fast-check';
import { aConfig, eventually, next } from './emulator.js';
import { requestOf } from './management-request.js';
import { type EmulatorProcess, startProcess } from './process.js';
import {
  aMessage,
  attachReceiver,
  attachSender,
  beginning,
  codes,
  described,
  encoded,
  frame,
  frameOf,
  grant,
  header,
  rawClient,
  send,
  uint,
} from './raw-client.js';

const garbage = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const open = frame('open', ['raw']);
/** An array of four billion nulls, in ten bytes. */
const hugeArray = Buffer.from([0xf0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x40]);
const hugeList = Buffer.from([0xd0, 0, 0, 0, 5, 0x02, 0xff, 0xff, 0xff, 0x40]);
const descriptors = Buffer.alloc(60_000);

const entities = {
  Queues: [
    { Name: 'work' },
    { Name: 'other' },
    { Name: 'large', Properties: { LockDuration: 'PT1S' } },
    { Name: 'sessions', Properties: { RequiresSession: true } },
  ],
  Topics: [
    {
      Name: 'topic',
      Subscriptions: [
        {
          Name: 's',
          Rules: [
            {
              Name: 'r',
              Properties: { FilterType: 'Sql' as const, SqlFilter: { SqlExpression: "a = 1 or b like '%x%'" } },
            },
          ],
        },
      ],
    },
  ],
};

describe('a client that misbehaves', () => {
  let folder: string;
  let bus: EmulatorProcess;
  let good: ServiceBusClient;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig(entities)));
    bus = await startProcess('--config', config, '--port', '0', '--http-port', '0', '--memory');
    good = new ServiceBusClient(bus.connectionString, { retryOptions: { maxRetries: 0 } });
  });

  afterAll(async () => {
    await good.close();
    await bus.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What another client sees of it: nothing; a process that ended would be noticed here. */
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await good.createSender('other').sendMessages({ body: 1 });
    const receiver = good.createReceiver('other', { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).body).toBe(1);
    await receiver.close();
    expect([bus.child.exitCode, bus.child.signalCode]).toEqual([null, null]);
  });

  const attack = async (...chunks: Buffer[]): Promise<Socket> => {
    const socket = await rawClient(bus.port, ...chunks);
    sockets.push(socket);
    return socket;
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${bus.httpPort}/metrics`)).text();
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  };
  const memory = (): Promise<number> => metric('process_resident_memory_bytes');
  const counts = async (): Promise<{ [entity: string]: { active: number; locked: number } }> =>
    (await fetch(`http://127.0.0.1:${bus.httpPort}/counts`)).json() as Promise<{
      [entity: string]: { active: number; locked: number };
    }>; // its format

  it.each<[string, Buffer[]]>([
    ['speaks another protocol', [Buffer.from('SSH-2.0-OpenSSH_9\r\n')]],
    ['speaks another version', [Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1])]],
    ['sends garbage for a frame', [header, frameOf(garbage)]],
    ['announces a frame of four gigabytes', [header, Buffer.from([0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0])]],
    ['announces a frame larger than was agreed', [header, open, Buffer.from([0, 2, 0, 0, 2, 0, 0, 0, 0])]],
    ['announces a frame of no size', [header, Buffer.from([0, 0, 0, 0, 2, 0, 0, 0, 0, 0])]],
    [
      'begins the data of a frame behind its end',
      [header, Buffer.from([0, 0, 0, 12, 200, 0, 0, 0, 0, 0x53, 0x10, 0x45])],
    ],
    ['sends a frame of an unknown type', [header, frameOf(encoded(described(codes.open, ['x'])), 0, 7)]],
    ['sends a performative nobody knows', [header, frameOf(encoded(described(0x99, ['x'])))]],
    ['sends a frame that is no performative', [header, frameOf(encoded(described(0x75, [])))]],
    [
      'opens with an array of four billion elements',
      [header, frameOf(Buffer.concat([Buffer.from([0, 0x53, 0x10]), hugeArray]))],
    ],
    [
      'opens with a list of fifty million elements',
      [header, frameOf(Buffer.concat([Buffer.from([0, 0x53, 0x10]), hugeList]))],
    ],
    ['nests descriptors without end', [header, frameOf(descriptors)]],
    ['takes frames of one byte only', [header, frame('open', ['raw', null, uint(1)])]],
    ['wants a heartbeat each millisecond', [header, frame('open', ['raw', null, null, null, uint(1)])]],
    ['opens twice', [header, open, open]],
    ['uses a session it never began', [header, open, frame('flow', [])]],
    [
      'begins a session on a channel beyond what was agreed',
      [header, open, frame('begin', [null, uint(0), uint(1), uint(1)], Buffer.alloc(0), 60_000)],
    ],
    ['begins a session twice', [...beginning(), frame('begin', [uint(0), uint(0), uint(1), uint(1)])]],
    ['attaches without a session', [header, open, attachSender(0, 'work')]],
    ['sends on a link that is not there', [...beginning(), send(3, 0, aMessage(Buffer.from('x')))]],
    ['sends on a receiving link', [...beginning(), attachReceiver(0, 'work'), send(0, 0, aMessage(Buffer.from('x')))]],
    [
      'detaches twice',
      [...beginning(), attachSender(0, 'work'), frame('detach', [uint(0), true]), frame('detach', [uint(0), true])],
    ],
    ['attaches twice under one name', [...beginning(), attachSender(0, 'work'), attachSender(0, 'work')]],
    [
      'names a link like a property of all objects',
      [
        ...beginning(),
        frame('attach', [
          '__proto__',
          uint(0),
          false,
          null,
          null,
          described(0x28, []),
          described(0x29, ['work']),
          null,
          null,
          uint(0),
        ]),
        frame('flow', [uint(0), uint(1), uint(0), uint(1)]),
      ],
    ],
    [
      'skips a delivery',
      [
        ...beginning(),
        attachSender(0, 'work'),
        send(0, 0, aMessage(Buffer.from('x'))),
        send(0, 7, aMessage(Buffer.from('x'))),
      ],
    ],
    [
      'settles more deliveries than a session can hold',
      [...beginning(), frame('disposition', [false, uint(0), uint(0xffffffff), true])],
    ],
    [
      'sends without credit',
      [
        ...beginning(),
        attachSender(0, 'work'),
        ...Array.from({ length: 2500 }, (_, id) => send(0, id, aMessage(Buffer.from('x')))),
      ],
    ],
  ])('is cut off when it %s', async (_what, chunks) => {
    const socket = await attack(...chunks);
    socket.resume();
    await closed(socket);
  });

  it.each<[string, Buffer]>([
    ['no section', garbage],
    ['an unknown section', encoded(described(0x50, []))],
    ['a section that ends too early', aMessage(Buffer.from('hello')).subarray(0, 9)],
    ['properties with an array of four billion elements', Buffer.concat([Buffer.from([0, 0x53, 0x74]), hugeArray])],
    ['application properties that are no map', encoded(described(0x74, ['a', 1]))],
    ['application properties of an odd number', Buffer.from([0, 0x53, 0x74, 0xc1, 3, 1, 0xa1, 0])],
    [
      'annotations whose size is not that of what they hold',
      Buffer.from([0, 0x53, 0x72, 0xc1, 9, 2, 0xa3, 1, 0x61, 0x52, 1, 0x77, 0x77, 0x77]),
    ],
    ['descriptors without end', descriptors.subarray(0, 50_000)],
    ['nothing at all', Buffer.alloc(0)],
  ])('is refused a message with %s, and may go on', async (_what, message) => {
    const socket = await attack(...beginning(), attachSender(0, 'topic'), send(0, 0, message));
    const answers = collect(socket);
    await eventually(() => expect(answers().some(isRejection)).toBe(true));
    socket.write(send(0, 1, aMessage(Buffer.from('good'))));
    await eventually(() => expect(answers().some(isAcceptance)).toBe(true));
  });

  it('cannot change what an empty list is to others', async () => {
    const empty = (code: number): Buffer => frameOf(Buffer.from([0, 0x53, code, 0x45]));
    for (const code of Object.values(codes)) {
      await closed((await attack(...beginning(), empty(code))).resume().end());
    }
    const socket = await attack(...beginning(), attachSender(0, 'work'), send(0, 0, encoded(described(0x73, []))));
    const answers = collect(socket);
    await eventually(() => expect(answers().some(isAcceptance)).toBe(true));
  });

  it.each([-1, 0])('is shown one message, not all, when it peeks %d', async (count) => {
    await good.createSender('other').sendMessages([{ body: 1 }, { body: 1 }]);
    const reply = await requestOf(bus.port, 'other', 'com.microsoft:peek-message', {
      'from-sequence-number': 0,
      'message-count': count,
    });
    expect(reply).toMatchObject({ status: 200, body: { messages: { length: 1 } } });
    const receiver = good.createReceiver('other', { receiveMode: 'receiveAndDelete' });
    await next(receiver);
    await next(receiver);
    await receiver.close();
  });

  it('is refused the 5000th link of a connection, and keeps the others', async () => {
    const socket = await attack(...beginning());
    const answers = collect(socket);
    for (let handle = 0; handle < 5000; handle++) socket.write(attachSender(handle, 'work'));
    await eventually(
      () => expect(answers().some((body) => body.includes('The maximum number of handles is 4999.'))).toBe(true),
      15_000,
    );
    socket.write(send(0, 0, aMessage(Buffer.from('x'))));
    await eventually(() => expect(answers().some(isAcceptance)).toBe(true));
  }, 120_000);

  it('gets no more room than a message may have, however long it goes on with one', async () => {
    const before = await memory();
    const socket = await attack(...beginning(), attachSender(0, 'work'));
    const answers = collect(socket);
    const piece = Buffer.alloc(60_000);
    for (let sent = 0; sent < 300e6; sent += piece.length) {
      if (!socket.write(send(0, 0, piece, true))) await once(socket, 'drain');
    }
    expect((await memory()) - before).toBeLessThan(100e6);
    socket.write(send(0, 0, piece));
    await eventually(() =>
      expect(answers().some((body) => body.includes('amqp:link:message-size-exceeded'))).toBe(true),
    );
  });

  it.each([
    ['takes credit and reads nothing', 0xffff_ffff, 2048],
    ['takes credit and leaves no window', 0xffff_ffff, 0],
  ])(
    'is not sent more than a little when it %s',
    async (_what, credit, window) => {
      const sender = good.createSender('large');
      const body = Buffer.alloc(200_000);
      for (let sent = 0; sent < 300; sent++) await sender.sendMessages({ body });
      const before = await memory();
      const socket = await attack(...beginning(window), attachReceiver(0, 'large'), grant(0, credit, window));
      socket.pause();
      await eventually(async () => expect((await counts()).large?.locked).toBeGreaterThan(0));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await counts()).large?.locked).toBeLessThan(200);
      expect((await memory()) - before).toBeLessThan(60e6);
      socket.destroy();
      const receiver = good.createReceiver('large', { receiveMode: 'receiveAndDelete' });
      await eventually(async () => {
        await receiver.receiveMessages(300, { maxWaitTimeInMs: 50 });
        expect((await counts()).large?.active).toBe(0);
      }, 60_000);
      await receiver.close();
    },
    30_000,
  );

  it.each([0, 1])('and is stopped (%d) does not slow the others', async () => {
    const victim = spawn(process.execPath, ['-e', stalled, String(bus.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(victim.stdout, 'data');
    victim.kill('SIGSTOP');
    const began = Date.now();
    for (let round = 0; round < 20; round++) await good.createSender('other').sendMessages({ body: 'kept' });
    const receiver = good.createReceiver('other', { receiveMode: 'receiveAndDelete' });
    for (let round = 0; round < 20; round++) await next(receiver);
    await receiver.close();
    expect(Date.now() - began).toBeLessThan(15_000);
    victim.kill('SIGKILL');
  });

  it('can say anything after a valid beginning', async () => {
    const before = await memory();
    const names = ['open', 'begin', 'attach', 'flow', 'transfer', 'disposition', 'detach', 'end', 'close'] as const;
    const field = fc.oneof(
      fc.constantFrom(
        null,
        true,
        false,
        'work',
        'topic',
        '$cbs',
        'work/$management',
        'topic/Subscriptions/s',
        '__proto__',
      ),
      fc.nat(5).map(uint),
      fc.constantFrom(2 ** 31, 2 ** 32 - 1, 512).map(uint),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(
        described(0x28, ['work']),
        described(0x29, ['work']),
        described(0x24, []),
        described(0x27, [true, true]),
      ),
    );
    const anyFrame = fc.oneof(
      fc
        .tuple(fc.constantFrom(...names), fc.array(field, { maxLength: 12 }))
        .map(([name, fields]) => frame(name, fields)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => frameOf(Buffer.from(bytes))),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => send(0, 0, Buffer.from(bytes))),
      fc.constantFrom(attachSender(0, 'topic'), attachReceiver(1, 'work'), grant(1, 2 ** 31)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyFrame, { minLength: 1, maxLength: 12 }), async (frames) => {
        const socket = await rawClient(bus.port, ...beginning(), attachSender(0, 'work'), ...frames);
        socket.resume();
        // Written and read, or cut off.
        await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed(socket)]);
        socket.destroy();
        expect(bus.child.exitCode).toBeNull();
      }),
      { seed: 20_261_121, numRuns: 400 },
    );
    await eventually(async () => expect(await metric('service_bus_connections')).toBe(1));
    expect((await memory()) - before).toBeLessThan(100e6);
  }, 120_000);
});

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

/** Opens a connection, takes credit, and tells that it has. */
const stalled = `
const rhea = require(${JSON.stringify(createRequire(import.meta.url).resolve('rhea'))});
const connection = rhea.connect({ port: Number(process.argv[1]), host: '127.0.0.1' });
connection.open_receiver({ source: 'other/$deadletterqueue', credit_window: 1000 });
connection.on('receiver_open', () => console.log('open'));`;

/** What a socket has received so far, frame by frame, bodies only. */
function collect(socket: Socket): () => Buffer[] {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  return () => {
    const bodies: Buffer[] = [];
    for (let at = 8; at + 8 <= received.length; at += received.readUInt32BE(at)) {
      bodies.push(received.subarray(at + 8, at + received.readUInt32BE(at)));
    }
    return bodies;
  };
}

const isOutcome = (body: Buffer, code: number): boolean =>
  body[2] === codes.disposition && body.includes(Buffer.from([0, 0x53, code]));
const isRejection = (body: Buffer): boolean => isOutcome(body, 0x25);
const isAcceptance = (body: Buffer): boolean => isOutcome(body, 0x24);
