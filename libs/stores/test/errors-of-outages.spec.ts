import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BlobServiceClient } from '@azure/storage-blob';
import { isTransient } from '@causeway/runtime/outgoing';
import mssql from 'mssql';
import { DynamoTable, openDynamo } from '../src/dynamo.js';

/** Ways in which something that is needed is away, as seen from a socket. */
const outages = {
  refuses: undefined,
  resets: (socket: Socket) => void socket.resetAndDestroy(),
  'hangs up': (socket: Socket) => void socket.end(),
  hangs: () => undefined,
  'answers 503': (socket: Socket) =>
    void socket.once('data', () =>
      socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}'),
    ),
  'answers 429': (socket: Socket) =>
    void socket.once('data', () =>
      socket.end('HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}'),
    ),
};

const timeoutMs = 300;

const clients: Record<string, (port: number) => Promise<unknown>> = {
  DynamoDB: async (port) => {
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` });
    return new DynamoTable(client, 'table').get({ pk: 'x', sk: 'x' }).finally(() => client.destroy());
  },
  'Blob Storage': async (port) => {
    const key = Buffer.from('key').toString('base64');
    const address = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};BlobEndpoint=http://127.0.0.1:${port}/a`;
    const service = BlobServiceClient.fromConnectionString(address, { retryOptions: { maxTries: 1 } });
    const blob = service.getContainerClient('receipts').getBlockBlobClient('1.html');
    return blob.upload('x', 1, { abortSignal: AbortSignal.timeout(timeoutMs) });
  },
  fetch: async (port) => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(timeoutMs) });
    throw Object.assign(new Error('an answer that the caller calls a failure'), { statusCode: answer.status });
  },
  'node:http': (port) =>
    new Promise((_, reject) => {
      const request = get({ port, host: '127.0.0.1', signal: AbortSignal.timeout(timeoutMs) }, ({ statusCode }) =>
        reject(Object.assign(new Error('a failure'), { statusCode })),
      );
      request.on('error', reject);
    }),
};

describe.each(Object.entries(outages))('while it %s', (_how, accept) => {
  let server: Server | undefined;
  let port: number;

  beforeAll(async () => {
    const listening = createServer((socket) => {
      socket.on('error', () => undefined);
      accept?.(socket);
    });
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    ({ port } = listening.address() as AddressInfo); // a TCP server has an address of this shape
    if (accept === undefined) await new Promise((resolve) => listening.close(resolve));
    else server = listening;
  });

  afterAll(() => {
    server?.close();
    server = undefined;
  });

  it.each(Object.entries(clients))('the error of the client for %s is one that passes', async (_client, call) => {
    const error = await call(port).then(
      () => 'no error',
      (thrown: unknown) => thrown,
    );
    expect({ error: String(error), transient: isTransient(error) }).toMatchObject({ transient: true });
  });
});

it('the error of the client for SQL Server is one that passes when nobody listens', async () => {
  const pool = new mssql.ConnectionPool({ server: '127.0.0.1', port: 1, user: 'x', password: 'x', database: 'x' });
  const error = await pool.connect().catch((thrown: unknown) => thrown);
  expect(isTransient(error)).toBe(true);
});

describe('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-errors-'));
  const open = () => new DatabaseSync(join(folder, 'test.db'), { timeout: 0 });
  const errorOf = (db: DatabaseSync, sql: string): unknown => {
    try {
      db.exec(sql);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  afterAll(() => rmSync(folder, { recursive: true }));

  it('passes when it is busy or its disk is full, and does not when the statement is wrong', () => {
    const [db, other] = [open(), open()];
    db.exec('create table t (id integer primary key, text text)');
    db.exec('begin immediate');
    expect(isTransient(errorOf(other, 'begin immediate'))).toBe(true);
    db.exec('rollback');
    db.exec('pragma max_page_count = 3');
    expect(isTransient(errorOf(db, `insert into t values (1, '${'x'.repeat(50_000)}')`))).toBe(true);
    db.exec("insert into t values (2, 'x')");
    expect(isTransient(errorOf(db, "insert into t values (2, 'x')"))).toBe(false);
    expect(isTransient(errorOf(db, 'insert into nowhere values (1)'))).toBe(false);
    db.close();
    other.close();
  });
});
