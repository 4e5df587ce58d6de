import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ServiceBusClient } from '@azure/service-bus';
import { aConfig } from './emulator.js';
import { runToEnd, startProcess } from './process.js';

describe('the command line', () => {
  let folder: string;
  let config: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig({ Queues: [{ Name: 'work' }] })));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('tells its parent the ports, serves health, counts and metrics, and ends at SIGTERM', async () => {
    const { child, connectionString, httpPort } = await startProcess(
      '--config',
      config,
      '--port',
      '0',
      '--memory',
      '--http-port',
      '0',
    );
    const client = new ServiceBusClient(connectionString);
    await client.createSender('work').sendMessages([{ body: 1 }, { body: 2 }]);
    const get = (path: string) => fetch(`http://127.0.0.1:${httpPort}${path}`);
    expect(await (await get('/health')).json()).toEqual({ healthy: true });
    expect(await (await get('/counts')).json()).toEqual({
      work: { active: 2, scheduled: 0, deferred: 0, deadLetter: 0, locked: 0 },
    });
    expect(await (await get('/metrics')).text()).toContain('service_bus_messages{entity="work",state="active"} 2');
    expect((await get('/nothing')).status).toBe(404);
    await client.close();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('ends with its parent', async () => {
    const { child } = await startProcess('--config', config, '--port', '0', '--memory');
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('refuses an invalid configuration with path and reason', async () => {
    writeFileSync(
      config,
      JSON.stringify(aConfig({ Queues: [{ Name: 'work', Properties: { LockDuration: 'one minute' } }] })),
    );
    const { code, said } = await runToEnd('--config', config, '--memory');
    expect(code).toBe(1);
    expect(said).toContain(
      'UserConfig.Namespaces[0].Queues[0].Properties.LockDuration must be an ISO 8601 duration such as PT1M',
    );
  });

  it('refuses keys that cannot be used with the place and the rule', async () => {
    const keys = join(folder, 'keys.json');
    const refuse = async (given: unknown, sentence: string) => {
      writeFileSync(keys, JSON.stringify(given));
      const { code, said } = await runToEnd('--config', config, '--memory', '--keys', keys);
      expect([code, said]).toEqual([1, expect.stringContaining(sentence)]);
    };
    const key = { name: 'shop', key: 'c2VjcmV0LXNob3Ata2V5', rights: ['Send'] };
    await refuse([{ ...key, rights: ['Manage'] }], `The keys in ${keys} cannot be used: [0].rights must contain Send`);
    await refuse([], `The key file ${keys} has no key`);
  });

  it('holds to the tier and the limits it is given', async () => {
    const { child, connectionString } = await startProcess(
      ...['--config', config, '--port', '0', '--memory', '--tier', 'premium', '--max-connections', '1'],
    );
    const [first, second] = [1, 2].map(
      () => new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } }),
    );
    expect((await first?.createSender('work').createMessageBatch())?.maxSizeInBytes).toBe(1024 * 1024);
    await expect(second?.createSender('work').createMessageBatch()).rejects.toMatchObject({ code: 'QuotaExceeded' });
    await Promise.all([first?.close(), second?.close()]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    const { code, said } = await runToEnd('--config', config, '--memory', '--tier', 'gold');
    expect([code, said]).toEqual([1, expect.stringContaining('Allowed choices are basic, standard, premium')]);
  });

  it('refuses a rule that cannot be read', async () => {
    const Rules = [
      { Name: 'bad', Properties: { FilterType: 'Sql' as const, SqlFilter: { SqlExpression: 'a = = 1' } } },
    ];
    writeFileSync(config, JSON.stringify(aConfig({ Topics: [{ Name: 't', Subscriptions: [{ Name: 's', Rules }] }] })));
    const { code, said } = await runToEnd('--config', config, '--memory');
    expect([code, said]).toEqual([1, "The rule 'bad' cannot be read: unexpected '=' at position 5 in: a = = 1\n"]);
  });

  it('refuses a damaged, a foreign and a newer data file in one sentence, and leaves it as it is', async () => {
    const file = join(folder, 'service-bus.db');
    const refuse = async (reason: string) => {
      const before = readFileSync(file);
      const { code, said } = await runToEnd('--config', config, '--port', '0', '--data', folder);
      expect([code, said]).toEqual([
        1,
        `The data file ${file} cannot be used: ${reason}; move it away or choose another with --data.\n`,
      ]);
      expect(readFileSync(file).equals(before)).toBe(true);
    };
    writeFileSync(file, 'this is no database at all, however long it may be'.repeat(100));
    await refuse('it is damaged');
    rmSync(file);
    const foreign = new DatabaseSync(file);
    foreign.exec('CREATE TABLE theirs (x)');
    foreign.close();
    await refuse('it belongs to another program');
    const newer = new DatabaseSync(file);
    newer.exec(`PRAGMA application_id = ${0x5342656d}; PRAGMA user_version = 99`);
    newer.close();
    await refuse('it was written by a newer version (format 99, this one knows 1)');
  });

  it('does not share a data file with another emulator', async () => {
    const { child } = await startProcess('--config', config, '--port', '0', '--data', folder);
    const { code, said } = await runToEnd('--config', config, '--port', '0', '--data', folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([code, said]).toEqual([1, expect.stringContaining('another emulator is using it')]);
  });
});
