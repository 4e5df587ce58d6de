import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// Before anything asks for it: this is the other mode of the same suites, of which it runs the first ones.
process.env.CAUSEWAY_HOSTS = 'cloud';
const { dataFolder, removeFolder, root, startSystem } = await import('./running-system.js');
const { opening } = await import('./opening.js');
const { orderStream } = await import('./order-stream.js');
const { payments } = await import('./payments.js');
const { Shop } = await import('./shop.js');
const { testIn } = await import('./shop-test.js');
const { tracing } = await import('./tracing.js');

const folder = dataFolder();
let system: Awaited<ReturnType<typeof startSystem>> | undefined;
let shop: Awaited<ReturnType<typeof Shop.enter>>;
let built = '';
let faults: number | null = null;

beforeAll(async () => {
  const build = spawn(process.execPath, [join(root, 'apps/local-cloud/bin/build-cloud.mjs')], { cwd: root });
  for (const output of [build.stdout, build.stderr])
    output.on('data', (text: Buffer) => {
      built += text.toString('utf8');
    });
  [faults] = await once(build, 'close');
  system = await startSystem(folder);
  shop = await Shop.enter(system);
}, 600_000);

afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 30_000);

const test_ = testIn(() => shop);

test('every bundle is within its size, holds each library once, and nothing that is for development', () => {
  expect([built, faults]).toEqual([built, 0]);
});

describe('the shop that a stranger starts, run by what is deployed', () => opening(test_));
describe('one order through functions of both clouds', () => tracing(test_));
describe('paying a function', () => payments(test_));
describe('watching an order behind API Gateway', () => orderStream(test_));
