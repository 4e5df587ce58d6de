import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeyVault, startKeyVault } from './stand-ins/key-vault.ts';
import { type SecretsManager, startSecretsManager } from './stand-ins/secrets-manager.ts';

const program = fileURLToPath(new URL('./door-process.ts', import.meta.url));
const hooks = new URL('../../engines/from-source.mjs', import.meta.url).href;
const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', `--import=${hooks}`];

const folder = mkdtempSync(join(tmpdir(), 'causeway-door-'));
let manager: SecretsManager;
let vault: KeyVault;

beforeAll(async () => {
  [manager, vault] = await Promise.all([startSecretsManager(), startKeyVault()]);
  writeFileSync(join(folder, 'vault.pem'), vault.certificate);
});
afterAll(async () => {
  await Promise.all([manager.stop(), vault.stop()]);
  rmSync(folder, { recursive: true });
});

/** Lets a process with exactly this environment read its settings, and tells how it ended. */
async function read(env: Record<string, string>) {
  const child = fork(program, {
    execArgv: [...flags, '--conditions=causeway:source'],
    env: { PORT: '0', ...env },
    silent: true,
  });
  let [told, complained, wrote]: [unknown, string, string] = [undefined, '', ''];
  child.on('message', (message) => {
    told = message;
  });
  child.stderr?.on('data', (text) => {
    complained += text;
  });
  child.stdout?.on('data', (text) => {
    wrote += text;
  });
  const [code] = await once(child, 'close');
  return { code, told, complained, wrote };
}

const random = () => randomBytes(32).toString('base64url');

it('loads no client of a cloud where no reference is, and nobody asks for a token', async () => {
  const KEY = random();
  expect(await read({ CAUSEWAY_MODE: 'docker', KEY })).toMatchObject({
    code: 0,
    told: { settings: { KEY, CAUSEWAY_MODE: 'docker', PORT: 0 }, clients: [] },
  });
});

it('reads what references name from the stores of both clouds', async () => {
  const [ofAws, ofAzure] = [random(), random()];
  manager.secrets.set('causeway/keys', JSON.stringify({ key: ofAws }));
  vault.secrets.set('other', ofAzure);
  const env = {
    ...vault.identity,
    CAUSEWAY_MODE: 'cloud',
    PUBLIC_URL: 'https://shop.example',
    KEY: 'aws-secretsmanager://causeway/keys#key',
    OTHER: 'azure-keyvault://causeway.vault.azure.net/secrets/other',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
    AWS_ACCESS_KEY_ID: 'of-this-test',
    AWS_SECRET_ACCESS_KEY: 'of-this-test',
    AZURE_KEYVAULT_ENDPOINT: vault.url,
    NODE_EXTRA_CA_CERTS: join(folder, 'vault.pem'),
  };
  const { code, told, complained } = await read(env);
  expect([code, complained]).toEqual([0, '']);
  expect(told).toMatchObject({ settings: { KEY: ofAws, OTHER: ofAzure } });
  expect(told).toHaveProperty(
    'clients',
    expect.arrayContaining(['@aws-sdk/client-secrets-manager', '@azure/identity']),
  );
});

it('says all that is wrong in one line, shows no value, and ends with code 1', async () => {
  const env = {
    CAUSEWAY_MODE: 'cloud',
    KEY: 'hunter2-hunter2-hunter2-hunter2-hunter2',
    OTHER: 'tooshort',
    PORT: 'many',
  };
  const { code, told, complained, wrote } = await read(env);
  expect(complained).toBe(
    'The configuration is wrong: PORT invalid input: expected number, received NaN; ' +
      'PUBLIC_URL must be an https: URL in cloud mode, but is not set; ' +
      'KEY must be random text of at least 32 characters, but repeats itself; ' +
      'OTHER must be random text of at least 32 characters, but has only 8; ' +
      'set them in the environment and start again.\n',
  );
  expect({ code, told, wrote }).toEqual({ code: 1, told: undefined, wrote: '' });
});

it.each([
  [
    'AWS',
    'aws-secretsmanager://causeway/key',
    /Secrets Manager \(causeway\/key\): CredentialsProviderError: .*, so give the process a role;/,
  ],
  [
    'Azure',
    'azure-keyvault://causeway.vault.azure.net/secrets/key',
    /Key Vault \(causeway.vault.azure.net\/secrets\/key\): .*, so give the process a managed identity, or log in/,
  ],
])('says in one line what to do where it has no credentials for %s', async (_cloud, KEY, sentence) => {
  const { code, complained } = await read({
    KEY,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: folder,
    AZURE_KEYVAULT_ENDPOINT: vault.url,
    NODE_EXTRA_CA_CERTS: join(folder, 'vault.pem'),
  });
  expect(complained).toMatch(sentence);
  expect([code, complained.trimEnd().split('\n').length]).toEqual([1, 1]);
});

it('says so where a store is not there', async () => {
  const { code, complained } = await read({
    KEY: 'aws-secretsmanager://causeway/key',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'of-this-test',
    AWS_SECRET_ACCESS_KEY: 'of-this-test',
  });
  expect(complained).toMatch(/ECONNREFUSED.*, so start again when the store answers/);
  expect([code, complained.trimEnd().split('\n').length]).toEqual([1, 1]);
});
