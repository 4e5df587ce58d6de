import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';
import { aConfig, eventually, whatComes } from './emulator.js';
import { type EmulatorProcess, startProcess } from './process.js';

const run = promisify(execFile);

/** The longest file the process may write from now on: to a program, a limit that is reached looks like a full disk. */
const limitFiles = (of: EmulatorProcess, bytes: number | 'unlimited') =>
  run('prlimit', ['--pid', String(of.child.pid), `--fsize=${bytes}:unlimited`]);

const canLimit = await run('prlimit', ['--version']).then(
  () => true,
  () => false,
);
if (!canLimit) process.stderr.write('Skipped: a disk that is full needs prlimit (util-linux).\n');

(canLimit ? describe : describe.skip)('a disk that is full', () => {
  let folder: string;
  let bus: EmulatorProcess;
  let client: ServiceBusClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const config = join(folder, 'Config.json');
    writeFileSync(
      config,
      JSON.stringify(aConfig({ Queues: [{ Name: 'work', Properties: { LockDuration: 'PT1S' } }] })),
    );
    bus = await startProcess('--config', config, '--port', '0', '--http-port', '0', '--data', folder);
    client = new ServiceBusClient(bus.connectionString, { retryOptions: { maxRetries: 0 } });
  });

  afterEach(async () => {
    await client.close();
    await bus.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const health = async () => {
    const response = await fetch(`http://127.0.0.1:${bus.httpPort}/health`);
    return { status: response.status, ...((await response.json()) as object) }; // as documented
  };

  const sizeOfLog = () => statSync(join(folder, 'service-bus.db-wal')).size;

  it('is told to senders and to /health, and is over when there is room', async () => {
    const sender = client.createSender('work');
    const receiver = client.createReceiver('work');
    await sender.sendMessages([{ body: 'not completed' }, { body: 'kept' }]);
    const [first] = await receiver.receiveMessages(1);
    if (first === undefined) throw new Error('two messages were sent');

    await limitFiles(bus, sizeOfLog());
    const refused: unknown[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      refused.push(await sender.sendMessages({ body: `refused ${attempt}` }).catch((error: unknown) => error));
    }
    refused.push(await receiver.completeMessage(first).catch((error: unknown) => error));
    for (const error of refused) {
      expect(isServiceBusError(error) && error.code).toBe('ServiceBusy');
      expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('make room for it') });
    }
    expect(await health()).toMatchObject({ status: 503, healthy: false });

    await limitFiles(bus, 'unlimited');
    await eventually(async () => expect(await health()).toMatchObject({ status: 200, healthy: true }));
    await sender.sendMessages({ body: 'later' });
    const came = new Set<unknown>();
    await eventually(async () => {
      for (const message of await whatComes(receiver, 10, 300)) {
        came.add(message.body);
        await receiver.completeMessage(message);
      }
      expect([...came]).toEqual(expect.arrayContaining(['not completed', 'later']));
    });
    // The outcome of what was being written when the disk refused is unknown to its sender.
    came.delete('refused 0');
    expect(came).toEqual(new Set(['not completed', 'kept', 'later']));
  });

  it('loses nothing that was acknowledged, also when the emulator is killed while it lasts', async () => {
    const sender = client.createSender('work');
    const acknowledged: string[] = [];
    await sender.sendMessages({ body: 'first' });
    acknowledged.push('first');
    await limitFiles(bus, sizeOfLog() + 500_000);
    for (let refused = false; !refused; ) {
      const body = `${acknowledged.length} ${'x'.repeat(1000)}`;
      refused = await sender.sendMessages({ body }).then(
        () => acknowledged.push(body) === 0,
        () => true,
      );
    }
    expect((await health()).status).toBe(503);
    await client.close();
    await bus.kill();

    bus = await startProcess('--config', join(folder, 'Config.json'), '--port', '0', '--data', folder);
    client = new ServiceBusClient(bus.connectionString);
    const came = await whatComes(client.createReceiver('work', { receiveMode: 'receiveAndDelete' }), 300, 1000);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(came.map(({ body }) => body).slice(0, acknowledged.length)).toEqual(acknowledged);
  });
});
