import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { order, product, tokens } from '@causeway/data-model';
import { type Engine, freePorts, startBlob, startDynamo, startS3 } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import { catalogue } from '../../src/catalogue/products.js';
import { ask } from '../system/api.js';
import { aCustomer } from '../system/people.js';
import { root, services, startedBy } from './compose-file.js';
import { Containers } from './containers.js';

/** The containers whose images are others' work; engines stand in for them. */
const others = ['localstack', 'azurite'];
/** In the order that docker-compose.yml asks for. */
const inOrder = [
  ...['prepare-lite', 'payment-migrations', 'notification-migrations', 'analytics-migrations'],
  ...['stand-ins', 'identity-service', 'product-service', 'order-service'],
  ...['payment-service', 'notification-service', 'analytics-service', 'gateway', 'administrator', 'seed'],
];

mkdirSync(join(root, '.cache'), { recursive: true });
// Inside of the repository, where the one package that is machine code is found as it is in an image.
const images = mkdtempSync(join(root, '.cache', 'images-'));
const volumes = mkdtempSync(join(tmpdir(), 'causeway-volumes-'));
let engines: Engine[] = [];
let containers: Containers;
let url = '';

beforeAll(async () => {
  const packed = spawnSync(process.execPath, [join(root, 'apps/local-cloud/bin/pack-images.mjs'), images], {
    encoding: 'utf8',
  });
  expect([packed.status, packed.stderr]).toEqual([0, '']);
  const [dynamo, s3, blob] = await Promise.all([
    startDynamo(),
    startS3({ credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    startBlob(),
  ]);
  engines = [dynamo, s3, blob];
  const first = await freePorts(inOrder.length + 5);
  const portOf = (name: string) => first + inOrder.indexOf(name);
  const [bus, admin, mail, smtp, sandbox] = [0, 1, 2, 3, 4].map((offset) => first + inOrder.length + offset);
  url = `http://127.0.0.1:${portOf('gateway')}`;
  // One endpoint for both of AWS' stores in Docker, two engines here.
  for (const one of Object.values(services)) {
    if (one.environment?.DYNAMODB_ENDPOINT !== undefined) one.environment.DYNAMODB_ENDPOINT = dynamo.endpoint;
    for (const name of ['S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT'] as const) {
      if (one.environment?.[name] !== undefined) one.environment[name] = s3.endpoint;
    }
  }
  const standIns = services['stand-ins'];
  if (standIns?.environment === undefined) throw new Error('docker-compose.yml has no stand-ins.');
  Object.assign(standIns.environment, {
    SERVICE_BUS_PORT: String(bus),
    SERVICE_BUS_ADMIN_PORT: String(admin),
    MAILBOX_PORT: String(mail),
    SMTP_PORT: String(smtp),
    SANDBOX_PORT: String(sandbox),
  });
  containers = new Containers({
    images,
    volumes,
    portOf,
    addresses: [
      ...inOrder.map((name) => [`http://${name}:8080`, `http://127.0.0.1:${portOf(name)}`] as const),
      ['http://azurite:10000', blob.endpoint],
      ['http://payment-sandbox:8087', `http://127.0.0.1:${sandbox}`],
      ['sb://service-bus;', `sb://localhost:${bus};`],
      ['smtp://mailpit:1025', `smtp://127.0.0.1:${smtp}`],
      ['http://127.0.0.1:5300/health', `http://127.0.0.1:${admin}/health`],
      ['http://127.0.0.1:8025/', `http://127.0.0.1:${mail}/`],
      ['http://127.0.0.1:8087/', `http://127.0.0.1:${sandbox}/`],
      // Nobody is there without the profile `observability`.
      ['http://collector:4318', 'http://127.0.0.1:9'],
    ],
  });
}, 600_000);

afterAll(async () => {
  await containers?.down();
  await Promise.all(engines.map((engine) => engine.stop()));
  for (const folder of [images, volumes]) rmSync(folder, { recursive: true, force: true });
}, 60_000);

const once = async (name: string) => {
  const { code, said } = await containers.runs(name);
  expect([name, code, code === 0 ? '' : said]).toEqual([name, 0, '']);
  return said;
};

it('knows every service of the profile', () => {
  expect([...inOrder, ...others].sort()).toEqual(
    startedBy('lite')
      .map(([name]) => name)
      .sort(),
  );
});

it("starts each with the image's own command, and finds it healthy with the image's own check", async () => {
  for (const name of inOrder) {
    if (services[name]?.restart === undefined) await once(name);
    else await containers.up(name);
  }
  const page = z.object({ items: z.array(product) });
  const { items } = (await ask(url, 'GET /v1/products?limit=100')).read(page);
  expect(items).toHaveLength(catalogue.length);
  const picture = await fetch(url + items[0]?.images[0]?.url);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
}, 600_000);

it('takes an order and has it paid', async () => {
  const customer = await aCustomer(url);
  const { items } = (await ask(url, 'GET /v1/products?q=lamp')).read(z.object({ items: z.array(product) }));
  const shippingAddress = { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' };
  const body = { items: [{ productId: items[0]?.id, quantity: 2 }], paymentMethod: 'pm_card_visa', shippingAddress };
  const placed = await ask(url, 'POST /v1/orders', {
    as: customer.token,
    body,
    headers: { 'idempotency-key': 'my-first-order' },
  });
  const { id } = placed.read(order);
  await eventually(async () => {
    const now = (await ask(url, `GET /v1/orders/${id}`, { as: customer.token })).read(order);
    expect(now.status).toBe('paid');
  }, 60_000);
  await eventually(async () => {
    const { items: letters } = (await ask(url, 'GET /v1/notifications', { as: customer.token })).read(
      z.object({ items: z.array(z.object({ status: z.string() })) }),
    );
    expect(letters).toMatchObject([{ status: 'sent' }]);
  }, 60_000);
}, 150_000);

it('has an administrator, and nobody whose password everybody knows', async () => {
  const password = readFileSync(join(volumes, 'secrets', 'administrator', 'password'), 'utf8');
  const email = 'admin@causeway.example';
  (await ask(url, 'POST /v1/auth/login', { body: { email, password } })).read(tokens);
  for (const known of [email, 'merchandiser@causeway.example', 'customer@causeway.example']) {
    const refused = await ask(url, 'POST /v1/auth/login', { body: { email: known, password: 'causeway-demo-1' } });
    expect([known, refused.status]).toEqual([known, 401]);
  }
});

it('changes nothing when what runs once is run again', async () => {
  expect(await once('prepare-lite')).toContain('The shop is prepared as it was.');
  for (const name of ['payment-migrations', 'notification-migrations', 'analytics-migrations', 'administrator']) {
    await once(name);
  }
  expect(await once('seed')).toContain('with 0 new products');
}, 60_000);

it('ends in order when it is told to', async () => {
  expect(new Set(await containers.down())).toEqual(new Set([0]));
}, 60_000);
