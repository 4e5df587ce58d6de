import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Engine, localCredentials, startDynamo, startNodeProgram } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { aBundle, removeBundles } from '../../../test/lambda/a-bundle.js';
import { stateOf, tellsStates } from '../../../test/lambda/process-state.js';

const script = fileURLToPath(new URL('../../../dist/hosts/lambda/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const logFile = join(folder, 'host.log');
const log = () => readFileSync(logFile, 'utf8').split('\n');
let host: Engine | undefined;

afterEach(async () => {
  await host?.stop();
  host = undefined;
});

afterAll(() => {
  removeBundles();
  rmSync(folder, { recursive: true });
});

/** Starts a host for a service with this bundle. */
async function start(code: string, env: Record<string, string> = {}): Promise<Engine> {
  rmSync(logFile, { force: true });
  host = await startNodeProgram({
    name: 'order-service',
    args: [script],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      CAUSEWAY_MODE: 'local',
      HOST_SERVICE: 'order-service',
      HOST_DATA_DIR: folder,
      CLOUD_BUNDLE: aBundle(code),
      ...env,
    },
    logFile,
    timeoutMs: 60_000,
  });
  return host;
}

const http = `export const http = async (event) => {
  console.log('asked for', event.path);
  return { statusCode: 200, body: JSON.stringify({ pid: process.pid, table: process.env.DYNAMODB_TABLE ?? null }) };
};`;

test('a service is its bundle: requests reach http, and its log has what Lambda and the function say', async () => {
  const { endpoint } = await start(http);
  const response = await fetch(`${endpoint}/v1/orders`);
  expect([response.status, await response.json()]).toEqual([200, { pid: expect.any(Number), table: null }]);
  await eventually(() => expect(log().some((line) => line.startsWith('REPORT'))).toBe(true));
  const kinds = log().filter((line) => /^(START|asked|END|REPORT)/.test(line));
  expect(kinds.map((line) => line.split(' ', 1).join())).toEqual(['START', 'asked', 'END', 'REPORT']);
  expect(log().filter((line) => line.includes('exports no'))).toEqual([
    expect.stringContaining('The bundle exports no relay, so that nothing runs it.'),
    expect.stringContaining('The bundle exports no rounds, so that nothing runs it.'),
  ]);
});

test('the relay follows the stream of the table, and the rounds come on schedule', async () => {
  const dynamo = await startDynamo();
  const credentials = {
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
  const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'eu-west-1', credentials: localCredentials });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: 'orders',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await start(
      `${http}
       export const relay = async ({ Records }) => console.log('relayed', Records[0].dynamodb.Keys.pk.S);
       export const rounds = async (event) => console.log('round', event['detail-type']);`,
      { ...credentials, DYNAMODB_ENDPOINT: dynamo.endpoint, DYNAMODB_TABLE: 'orders', HOST_SCHEDULE_MS: '100' },
    );
    await client.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'OUT#7' } } }));
    await eventually(() => expect(log()).toContain('relayed OUT#7'));
    await eventually(() => expect(log()).toContain('round Scheduled Event'));
    await host?.stop();
  } finally {
    client.destroy();
    await dynamo.stop();
  }
}, 60_000);

test('a host that is asked to end answers what it has begun, and one that is killed leaves nobody behind', async () => {
  const slow = `export const http = async () => {
    console.log('begun');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { statusCode: 200, body: JSON.stringify(process.pid) };
  };`;
  const first = await start(slow);
  const answer = fetch(`${first.endpoint}/v1/orders`);
  await eventually(() => expect(log()).toContain('begun'));
  await first.stop();
  const pids = [(await (await answer).json()) as number]; // it answers its process id

  const second = await start(slow);
  pids.push((await (await fetch(`${second.endpoint}/v1/orders`)).json()) as number); // as above
  process.kill(second.pid, 'SIGKILL');
  await second.exited;
  if (tellsStates)
    await eventually(() =>
      expect(pids.map((pid) => stateOf(pid) ?? 'gone').every((state) => /gone|Z/.test(state))).toBe(true),
    );
}, 60_000);

test.each([
  ['export const relay = 1;', /exports no http; build it anew\.$/],
  ["throw new Error('no configuration'); export const http = 1;", /could not be initialised: Error: no configuration$/],
  ['export const http = (', /; run npm run build:cloud\.$/],
])('with a bundle that is %p a host ends with one sentence', async (code, sentence) => {
  await expect(start(code)).rejects.toThrow(sentence);
});
