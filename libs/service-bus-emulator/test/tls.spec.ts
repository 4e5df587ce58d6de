import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ServiceBusClient } from '@azure/service-bus';
import { WebSocket } from 'ws';
import { makeCertificate } from '../src/tls/own-certificate.js';
import { aConfig, administer, next, type Running, startWith } from './emulator.js';
import { runToEnd } from './process.js';

const queues = { Queues: [{ Name: 'work' }] };

describe('the one port', () => {
  let bus: Running;
  const authorities = getCACertificates('default');

  beforeAll(async () => {
    bus = await startWith(queues, { adminPort: 0 });
    setDefaultCACertificates([...authorities, await bus.certificate()]);
  });

  afterAll(async () => {
    setDefaultCACertificates(authorities);
    await bus.stop();
  });

  /** Without UseDevelopmentEmulator the client encrypts. */
  const connectionString = () =>
    bus.connectionString.replace('127.0.0.1', 'localhost').replace(';UseDevelopmentEmulator=true', '');

  it.each([
    ['AMQP over TLS', async () => ({})],
    [
      'AMQP over encrypted WebSockets',
      async () => ({
        webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca: await bus.certificate() } },
      }),
    ],
  ])('speaks %s', async (_what, options) => {
    const client = new ServiceBusClient(connectionString(), { ...(await options()), retryOptions: { maxRetries: 0 } });
    await client.createSender('work').sendMessages({ body: 'secret' });
    const receiver = client.createReceiver('work');
    const message = await next(receiver);
    expect(message.body).toBe('secret');
    await receiver.completeMessage(message);
    await client.close();
  });

  it('answers the management API on the HTTP port, too, plain and encrypted', async () => {
    const path = '/work?api-version=2021-05';
    const plain = await fetch(`http://127.0.0.1:${bus.httpPort}${path}`);
    expect([plain.status, await plain.text()]).toEqual([200, expect.stringContaining('<QueueDescription')]);
    const ca = await bus.certificate();
    const encrypted = await new Promise<number | undefined>((resolve, reject) => {
      get(`https://localhost:${bus.httpPort}${path}`, { ca }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(encrypted).toBe(200);
  });

  it('cuts off AMQP clients at the HTTP port, and handshakes that are none', async () => {
    for (const [port, bytes] of [
      [bus.httpPort, 'AMQP\0\u0001\0\0'],
      [bus.port, '\u0016garbage'],
    ] as const) {
      const socket = connect(port ?? 0, '127.0.0.1').on('error', () => undefined);
      socket.resume();
      socket.write(bytes);
      await once(socket, 'close');
    }
  });

  it('refuses WebSockets that want something else', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${bus.port}/elsewhere`, 'AMQPWSB10');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('404');
  });
});

describe("the emulator's own certificate", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const certificateOf = async (): Promise<string> => {
    const bus = await startWith(queues, { dataFile: join(folder, 'service-bus.db') });
    const certificate = await bus.certificate();
    expect(readFileSync(bus.certificateFile ?? '', 'utf8')).toBe(certificate);
    await (await administer(bus)).getNamespaceProperties();
    await bus.stop();
    return certificate;
  };

  it('stays the same over restarts, with a private key that only its owner may read', async () => {
    const first = await certificateOf();
    expect(statSync(join(folder, 'service-bus-key.pem')).mode & 0o777).toBe(0o600);
    expect(await certificateOf()).toBe(first);
  });

  it('is made anew when the kept one is damaged', async () => {
    const first = await certificateOf();
    writeFileSync(join(folder, 'service-bus-cert.pem'), first.slice(0, 200));
    expect(await certificateOf()).not.toBe(first);
  });
});

describe("an operator's certificate", () => {
  it('is the one clients see', async () => {
    const tls = await makeCertificate(['localhost'], Date.now());
    const bus = await startWith(queues, { tls });
    expect([await bus.certificate(), bus.certificateFile]).toEqual([tls.cert, undefined]);
    expect(await (await administer(bus)).queueExists('work')).toBe(true);
    await bus.stop();
  });

  it('is refused when it belongs to another private key', async () => {
    const [one, other] = await Promise.all([makeCertificate(['a'], Date.now()), makeCertificate(['a'], Date.now())]);
    await expect(startWith(queues, { tls: { key: one.key, cert: other.cert } })).rejects.toThrow(
      'The TLS certificate cannot be used: it does not belong to the private key.',
    );
  });

  it('is refused in one sentence when it cannot be used', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig(queues)));
    expect(await runToEnd('--config', config, '--memory', '--port', '0', '--tls-key', config)).toEqual({
      code: 1,
      said: 'Give both --tls-key and --tls-cert, or neither.\n',
    });
    const { code, said } = await runToEnd(
      ...['--config', config, '--memory', '--port', '0', '--tls-key', config, '--tls-cert', config],
    );
    expect([code, said]).toEqual([1, expect.stringContaining('The TLS certificate cannot be used: ')]);
    rmSync(folder, { recursive: true, force: true });
  });
});
