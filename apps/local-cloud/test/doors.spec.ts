import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Engine, startBlob, startDynamo } from '@causeway/engines';
import { packedFile } from '../src/bundles.js';
import { opened, trap } from './doors/opened.js';
import { processesFor, random } from './doors/processes.js';

type Mode = 'docker' | 'cloud';

const services = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];
const packedPrograms = [...services, 'payment-sandbox', 'gateway', 'mailbox'];

const folder = mkdtempSync(join(tmpdir(), 'causeway-doors-'));
let engines: { dynamo: Engine; blob: Engine };
let outside: Awaited<ReturnType<typeof trap>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'sql'));
  const [dynamo, blob] = await Promise.all([startDynamo(), startBlob()]);
  engines = { dynamo, blob };
  outside = await trap();
  // They are started some fifty times, and start in a third of the time.
  const programs = processesFor('docker', folder, outside.port).filter(({ name }) => packedPrograms.includes(name));
  const asked = programs.map(({ name, script }) => `${name}=${script}`);
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'doors', 'pack.mjs'), ...asked]);
}, 120_000);
afterAll(async () => {
  outside.stop();
  await Promise.all([engines.dynamo.stop(), engines.blob.stop()]);
  rmSync(folder, { recursive: true });
});

/** A program of the shop and its good environment, with these changes; null takes a variable away. */
function program(name: string, mode: Mode, changes: Record<string, string | null> = {}, ports = {}) {
  const found = processesFor(mode, folder, outside.port, ports).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is no process of the shop.`);
  const env = Object.entries({ PATH: process.env.PATH ?? '', ...found.env, ...changes });
  return {
    script: packedFile(name),
    env: Object.fromEntries(env.flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
  };
}

/** What the program says of an environment that is wrong, having opened nothing: neither a port nor a connection. */
async function refusal(script: string, env: Record<string, string>): Promise<string> {
  const before = outside.caught();
  const { code, stdout, stderr, listening, tookMs } = await opened([script], env);
  expect({ code, stdout, listening, caught: outside.caught() - before }).toEqual({
    code: 1,
    stdout: '',
    listening: false,
    caught: 0,
  });
  expect(tookMs).toBeLessThan(15_000);
  const [, said] =
    /^The configuration is wrong: (.*); set them in the environment and start again\.\n$/.exec(stderr) ?? [];
  expect(said ?? stderr).toBe(said);
  return said ?? '';
}

const known = 'is a default or an example that everybody can read';
const randomText = 'must be random text of at least 32 characters';

describe('with secrets as they should be', () => {
  const ports = () => ({ dynamo: engines.dynamo.port, blob: engines.blob.port });

  it.each([...services, 'payment-sandbox'])(
    '%s starts in docker mode',
    async (name) => {
      const { script, env } = program(name, 'docker', {}, ports());
      expect(await opened([script], env)).toMatchObject({ listening: true, code: 0 });
    },
    60_000,
  );

  // payment-service looks into its storage account before it listens, and Azurite takes no key but its own.
  it.each([...services.filter((name) => name !== 'payment-service'), 'payment-sandbox'])(
    '%s starts in cloud mode',
    async (name) => {
      const { script, env } = program(name, 'cloud', {}, ports());
      expect(await opened([script], env)).toMatchObject({ listening: true, code: 0 });
    },
    60_000,
  );
});

describe.each(services)('%s', (name) => {
  const keys = name === 'identity-service' ? 'SERVICE_API_KEYS' : 'SERVICE_API_KEY';

  it('does not start in docker mode with secrets that are missing', async () => {
    const { script, env } = program(name, 'docker', { SERVICE_BUS_CONNECTION_STRING: null, [keys]: null });
    const said = await refusal(script, env);
    const withDefault = keys === 'SERVICE_API_KEYS' ? ' in docker mode: everybody knows its default' : '';
    expect(said.split('; ').sort()).toEqual([
      `${keys} must be set${withDefault}`,
      'SERVICE_BUS_CONNECTION_STRING must be set',
    ]);
  });

  it("does not start in cloud mode with an emulator's key, nor where tokens would travel in plain text", async () => {
    const bus = 'Endpoint=sb://causeway.servicebus.windows.net;SharedAccessKeyName=a;SharedAccessKey=SAS_KEY_VALUE';
    const changes = { SERVICE_BUS_CONNECTION_STRING: bus, PUBLIC_URL: 'http://shop.example' };
    const { script, env } = program(name, 'cloud', changes);
    const said = await refusal(script, env);
    expect(said.split('; ').sort()).toEqual([
      'PUBLIC_URL must be an https: URL in cloud mode, but is plain text',
      `SERVICE_BUS_CONNECTION_STRING must hold a SharedAccessKey of at least 32 random characters, but ${known}`,
    ]);
  });
});

it.each<[string, Mode, Record<string, string | null>, string]>([
  ['identity-service', 'docker', { DEMO_USERS: 'true' }, 'DEMO_USERS must be false outside of local mode, but is true'],
  [
    'identity-service',
    'cloud',
    { AWS_SECRET_ACCESS_KEY: 'test' },
    `AWS_SECRET_ACCESS_KEY must be a secret access key of AWS, but ${known}`,
  ],
  [
    'product-service',
    'docker',
    { CURSOR_SECRET: 'changeme-changeme-changeme-changeme' },
    `CURSOR_SECRET ${randomText}, or several with commas between them, but ${known}`,
  ],
  [
    'order-service',
    'docker',
    { CURSOR_SECRET: 'x'.repeat(64) },
    `CURSOR_SECRET ${randomText}, or several with commas between them, but repeats itself`,
  ],
  [
    'order-service',
    'cloud',
    { SERVICE_API_KEY: `cwk_00ff00ff_${'0'.repeat(43)}` },
    'SERVICE_API_KEY must be an API key, cwk_<8 hexadecimal digits>_<32 to 128 of A-Z a-z 0-9 - _>, but repeats itself',
  ],
  [
    'payment-service',
    'docker',
    { PAYMENT_PROVIDER_KEY: 'sk_test_causeway' },
    `PAYMENT_PROVIDER_KEY ${randomText}, but ${known}`,
  ],
  [
    'payment-service',
    'docker',
    { PAYMENT_WEBHOOK_SECRET: 'whsec_h8Qz3vXw' },
    `PAYMENT_WEBHOOK_SECRET ${randomText}, or several with commas between them, but has only 14`,
  ],
  [
    'payment-service',
    'cloud',
    { AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' },
    'AZURE_STORAGE_CONNECTION_STRING must hold an AccountKey of at least 32 random characters, but leads to an emulator',
  ],
  [
    'payment-service',
    'cloud',
    { SQL_URL: 'mssql://sa:causeway-demo-1@127.0.0.1/payments' },
    `SQL_URL must hold a user and a random password of at least 16 characters, but its password ${known}`,
  ],
  [
    'notification-service',
    'docker',
    { SMTP_URL: null },
    'SMTP_URL must be set in docker mode: everybody knows its default',
  ],
  [
    'notification-service',
    'cloud',
    { SMTP_URL: 'smtp://mail.shop.example:25' },
    'SMTP_URL must hold a user and a random password of at least 16 characters, but holds none',
  ],
  [
    'analytics-service',
    'cloud',
    { SQL_URL: 'mssql://127.0.0.1/analytics' },
    'SQL_URL must hold a user and a random password of at least 16 characters, but holds none',
  ],
  [
    'payment-sandbox',
    'docker',
    { SANDBOX_API_KEY: null },
    'SANDBOX_API_KEY must be set in docker mode: everybody knows its default',
  ],
  [
    'payment-sandbox',
    'docker',
    { PAYMENT_WEBHOOK_SECRET: null },
    'PAYMENT_WEBHOOK_SECRET must be set when WEBHOOK_URL is: webhooks are signed',
  ],
  [
    'payment-sandbox',
    'cloud',
    { CAUSEWAY_MODE: null, AWS_LAMBDA_FUNCTION_NAME: 'sandbox' },
    'CAUSEWAY_MODE must be set where a cloud runs the process (AWS_LAMBDA_FUNCTION_NAME is set)',
  ],
  [
    'gateway',
    'cloud',
    { PUBLIC_URL: 'http://shop.example' },
    'PUBLIC_URL must be an https: URL in cloud mode, but is plain text',
  ],
  [
    'mailbox',
    'docker',
    { CAUSEWAY_MODE: null, HOST: '0.0.0.0' },
    'CAUSEWAY_MODE must be set where HOST lets others reach the process',
  ],
])('%s in %s mode refuses %j', async (name, mode, changes, sentence) => {
  const { script, env } = program(name, mode, changes);
  expect(await refusal(script, env)).toBe(sentence);
});

it('two services may not share a key', async () => {
  const key = `cwk_00ff00ff_${random()}`;
  const { script, env } = program('identity-service', 'docker', {
    SERVICE_API_KEYS: JSON.stringify({ 'order-service': key, 'product-service': key }),
  });
  expect(await refusal(script, env)).toBe(
    'SERVICE_API_KEYS must hold a key of its own for each service, but order-service and product-service share one',
  );
});

it.each([
  ['analytics-service', 'rebuild'],
  ['analytics-service', 'restore'],
  ['payment-service', 'restore'],
])('%s judges its secrets in %s, too', async (name, door) => {
  const { env } = program(name, 'docker', { SQL_URL: 'mssql://sa:Passw0rd@127.0.0.1/x' });
  const script = join(import.meta.dirname, '../..', name, 'dist', `${door}.js`);
  expect(await refusal(script, env)).toBe(
    `SQL_URL must hold a user and a random password of at least 16 characters, but its password ${known}`,
  );
});

it('a secret that its store does not give is told in one line', async () => {
  const store = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' };
  const { script, env } = program('order-service', 'cloud', {
    ...store,
    CURSOR_SECRET: 'aws-secretsmanager://causeway/cursors',
  });
  expect(await refusal(script, env)).toMatch(
    /^CURSOR_SECRET could not be read from AWS Secrets Manager \(causeway\/cursors\): .*ECONNREFUSED.*, so start again when the store answers/,
  );
});
