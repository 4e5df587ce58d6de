import { once } from 'node:events';
import { connect } from 'node:net';
import { next, type Running, startWith } from './emulator.js';

const header = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 1, 0, 0]);

describe('a client that misbehaves', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }] });
  });

  afterAll(() => bus.stop());

  const isCutOff = async (...chunks: Buffer[]): Promise<void> => {
    const socket = connect(bus.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    for (const chunk of chunks) socket.write(chunk);
    await once(socket, 'close');
  };

  it.each([
    ['speaks another protocol', [Buffer.from('EHLO there\r\n')]],
    ['sends HTTP that is none', [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['sends garbage for a frame', [header, Buffer.from([0, 0, 0, 12, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])]],
    ['announces a frame of four gigabytes', [header, Buffer.from([0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0])]],
    ['uses a session it never began', [header, Buffer.from([0, 0, 0, 13, 2, 0, 0, 9, 0x00, 0x53, 0x12, 0xc0, 0])]],
  ])('is cut off when it %s', async (_what, chunks) => {
    await isCutOff(...chunks);
  });

  it('does not disturb the others', async () => {
    await bus.client.createSender('work').sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver('work', { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).body).toBe(1);
  });
});
