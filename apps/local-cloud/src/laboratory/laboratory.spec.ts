import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Running } from '../supervisor/supervised.js';
import { Supervised } from '../supervisor/supervised.js';
import { FaultsOfBus } from './bus-faults.js';
import { FailpointHits } from './failpoint-hits.js';
import { experiment, type Laboratory } from './laboratory.js';
import { Link } from './link.js';
import { Processes } from './processes.js';

const logs = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const sent: object[] = [];
let emulator: Server;
let asked: { method: string; url: string; body: string }[] = [];
let lab: Laboratory;

const member = (name: string, running: Partial<Running>) =>
  new Supervised(
    {
      name,
      kind: 'service',
      cloud: 'aws',
      url: '',
      start: async () => ({
        pid: 2 ** 22 + 1, // larger than any process id
        exited: new Promise(() => undefined),
        stop: async () => undefined,
        ...running,
      }),
    },
    () => undefined,
  );

beforeAll(async () => {
  writeFileSync(join(logs, 'order-service.log'), '{"msg":"failpoint","name":"order.old","action":"kill"}\n');
  emulator = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method ?? '', url: request.url ?? '', body });
    response.end('{"done":{"duplicated":0}}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => emulator.once('listening', resolve));
  const { port } = emulator.address() as AddressInfo; // it listens on TCP
  const members = [member('order-service', { send: (message) => sent.push(message) }), member('dynamodb', {})];
  for (const one of members) await one.start();
  lab = {
    processes: new Processes(members),
    hits: new FailpointHits(logs),
    link: new Link([]),
    faults: new FaultsOfBus(`http://127.0.0.1:${port}`),
  };
});

afterAll(() => {
  emulator.closeAllConnections();
  emulator.close();
  rmSync(logs, { recursive: true });
});

const ask = (name: string, method: string, body?: unknown) =>
  experiment(lab, name, method, body === undefined ? '' : JSON.stringify(body));

describe('failpoints', () => {
  it('are armed in the process that is named', async () => {
    const point = { process: 'order-service', name: 'order.key-claimed', action: 'freeze', freezeMs: 6000, pass: 2 };
    expect(await ask('failpoints', 'POST', point)).toEqual(point);
    expect(sent).toEqual([{ type: 'failpoint', name: 'order.key-claimed', action: 'freeze', freezeMs: 6000, pass: 2 }]);
  });

  it('are listed once a process has said that it met them, those of earlier runs not', async () => {
    appendFileSync(
      join(logs, 'order-service.log'),
      'noise\n{"msg":"failpoint","name":"order.a","action":"kill"}\n{"msg"',
    );
    expect(await ask('failpoints', 'GET')).toEqual({
      items: [{ process: 'order-service', name: 'order.a', action: 'kill' }],
    });
    appendFileSync(join(logs, 'order-service.log'), ':"failpoint","name":"order.b","action":"freeze"}\n');
    expect(await ask('failpoints', 'GET')).toEqual({
      items: [
        { process: 'order-service', name: 'order.a', action: 'kill' },
        { process: 'order-service', name: 'order.b', action: 'freeze' },
      ],
    });
  });

  it.each([
    [{ process: 'nobody', name: 'a.b', action: 'kill' }, '/process', 'must be one of order-service, dynamodb'],
    [{ process: 'order-service', name: 'A B', action: 'kill' }, '/name', 'must be the name of a failpoint'],
    [{ process: 'order-service', name: 'a.b', action: 'freeze' }, '/freezeMs', 'must be given for a freeze'],
  ])('are refused when they make no sense: %j', async (body, pointer, message) => {
    await expect(ask('failpoints', 'POST', body)).rejects.toMatchObject({
      code: 'validation',
      extras: { errors: [{ pointer, message }] },
    });
  });

  it('are unavailable in a process that takes no messages', async () => {
    await expect(ask('failpoints', 'POST', { process: 'dynamodb', name: 'a.b', action: 'kill' })).rejects.toMatchObject(
      { code: 'unavailable' },
    );
  });
});

it('the link is cut and healed, twice without harm', async () => {
  expect(await ask('links', 'POST', { action: 'cut' })).toMatchObject({ cut: true });
  expect(await ask('links', 'POST', { action: 'cut' })).toMatchObject({ cut: true });
  expect(await ask('links', 'GET')).toMatchObject({ cut: true, connections: 0 });
  expect(await ask('links', 'POST', { action: 'heal' })).toEqual({ cut: false, since: null, connections: 0 });
  await expect(ask('links', 'POST', { action: 'burn' })).rejects.toMatchObject({ code: 'validation' });
});

it("Service Bus's faults are told to the emulator, and remembered for the next one", async () => {
  asked = [];
  const plan = { seed: 7, duplicate: 0.1, delay: { share: 0.2, maxMs: 500 }, reorder: 0.1 };
  expect(await ask('bus-faults', 'PUT', plan)).toEqual({ done: { duplicated: 0 } });
  expect(asked).toEqual([{ method: 'PUT', url: '/faults', body: JSON.stringify(plan) }]);
  expect(lab.faults.plan).toEqual(plan);
  await ask('bus-faults', 'DELETE');
  expect(lab.faults.plan).toBeUndefined();
  await expect(ask('bus-faults', 'PUT', { seed: 7, duplicate: 2 })).rejects.toMatchObject({ code: 'validation' });
});

it('processes are listed; what is not there to be killed is told', async () => {
  expect(await ask('processes', 'GET')).toMatchObject({
    items: [{ name: 'order-service', state: 'ready', restarts: 0 }, { name: 'dynamodb' }],
  });
  const idle = new Processes([member('mailbox', {})]);
  expect(idle.kill('mailbox')).toEqual({ process: 'mailbox', pid: null });
});

it('knows its own paths and methods only', async () => {
  await expect(ask('nothing', 'GET')).rejects.toMatchObject({ code: 'not-found' });
  await expect(ask('links', 'DELETE')).rejects.toMatchObject({ code: 'method-not-allowed' });
  await expect(experiment(lab, 'links', 'POST', '{')).rejects.toMatchObject({ code: 'malformed-json' });
});
