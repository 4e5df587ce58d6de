import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import rhea, { type Connection, type EventContext } from 'rhea';
import { aConfig, next } from './emulator.js';
import { type EmulatorProcess, startProcess } from './process.js';

const MANY = 1000;

describe('many connections at once', () => {
  let folder: string;
  let bus: EmulatorProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig({ Queues: [{ Name: 'work' }, { Name: 'other' }] })));
    bus = await startProcess('--config', config, '--port', '0', '--http-port', '0', '--memory');
  });

  afterAll(async () => {
    await bus.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends one message and receives one, both acknowledged; the connection stays open. */
  const sendAndReceive = (container: ReturnType<typeof rhea.create_container>, id: number) =>
    new Promise<{ connection: Connection; received: unknown }>((resolve, reject) => {
      const connection = container.connect({ port: bus.port, host: '127.0.0.1', reconnect: false });
      connection.on('disconnected', ({ error }: EventContext) => reject(error));
      connection.on('error', reject);
      const sender = connection.open_sender('work');
      sender.once('sendable', () => sender.send({ message_id: `m-${id}`, body: id }));
      sender.on('accepted', () => connection.open_receiver({ source: 'work', credit_window: 0 }).add_credit(1));
      connection.on('message', ({ message }: EventContext) => resolve({ connection, received: message?.body }));
    });

  it(`each sends and receives, none is disturbed, and the next finds room: ${MANY}`, async () => {
    const container = rhea.create_container();
    const all = await Promise.all(Array.from({ length: MANY }, (_, id) => sendAndReceive(container, id)));
    expect(new Set(all.map(({ received }) => received)).size).toBe(MANY);
    const metrics = await (await fetch(`http://127.0.0.1:${bus.httpPort}/metrics`)).text();
    expect(metrics).toContain(`service_bus_connections ${MANY}`);
    const client = new ServiceBusClient(bus.connectionString, { retryOptions: { maxRetries: 0 } });
    await client.createSender('other').sendMessages({ body: 'one more' });
    expect((await next(client.createReceiver('other'))).body).toBe('one more');
    await client.close();
    for (const { connection } of all) {
      connection.removeAllListeners('disconnected');
      connection.on('disconnected', () => undefined);
      connection.close();
    }
  }, 240_000);
});
