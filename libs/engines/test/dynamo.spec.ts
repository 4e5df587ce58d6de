import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { spawnTied } from '../src/dynamo.js';
import { freePort, startDynamo } from '../src/index.js';

const clientOf = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('a table created before a kill -9 is there after the next start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  const first = await startDynamo({ dataDir });
  await clientOf(first.endpoint).send(
    new CreateTableCommand({
      TableName: 'shop',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  process.kill(first.pid, 'SIGKILL');
  expect((await first.exited).sentence).toMatch(/^dynoxide ended with SIGKILL/);

  const second = await startDynamo({ dataDir });
  const { TableNames } = await clientOf(second.endpoint).send(new ListTablesCommand());
  await second.stop();
  rmSync(dataDir, { recursive: true });
  expect(TableNames).toEqual(['shop']);
});

test('a port that is taken is refused with one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startDynamo({ port })).rejects.toThrow(/^dynoxide ended with code 1: .*already in use/);
  server.close();
});

test('a data folder that cannot be created is refused with one sentence', async () => {
  await expect(startDynamo({ dataDir: '/dev/null/causeway' })).rejects.toThrow(
    /^dynoxide cannot keep its data in \/dev\/null\/causeway: .*choose a folder/,
  );
});

test.each([
  ['the kernel', true],
  ['the watching shell', false],
])('%s ends the binary when the parent is killed', async (_name, setpriv) => {
  const port = await freePort();
  const source = new URL('../src/dynamo.ts', import.meta.url).href;
  const hooks = new URL('../from-source.mjs', import.meta.url).href;
  const program = `
    const { spawnTied } = await import(${JSON.stringify(source)});
    const child = spawnTied('sleep', ['${1000 + (port % 1000)}'], ${setpriv});
    child.once('spawn', () => process.stdout.write(String(child.pid)));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--import', hooks, '--input-type=module', '-e', program]);
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
  const wasAlive = alive(pid);
  parent.kill('SIGKILL');
  expect(wasAlive).toBe(true);
  const until = Date.now() + 15_000;
  while (alive(pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(alive(pid)).toBe(false);
});

test('a process tied by the watching shell ends on SIGTERM', async () => {
  const child = spawnTied('sleep', ['1000'], false);
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
});
