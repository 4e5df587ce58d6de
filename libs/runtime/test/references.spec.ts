import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as z from 'zod';
import { newestFirst, randomTexts, settingsIn } from '../src/env.js';
import { type KeyVault, startKeyVault } from './stand-ins/key-vault.ts';
import { type SecretsManager, startSecretsManager } from './stand-ins/secrets-manager.ts';

const authorities = getCACertificates('default');
const before = { ...process.env };
let manager: SecretsManager;
let vault: KeyVault;

beforeAll(async () => {
  [manager, vault] = await Promise.all([startSecretsManager(), startKeyVault()]);
  setDefaultCACertificates([...authorities, vault.certificate]);
  Object.assign(process.env, vault.identity, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
    AWS_ACCESS_KEY_ID: 'of-this-test',
    AWS_SECRET_ACCESS_KEY: 'of-this-test',
  });
});
beforeEach(() => {
  for (const store of [manager, vault]) {
    store.secrets.clear();
    store.failures.length = 0;
    store.asked.length = 0;
  }
});
afterAll(async () => {
  process.env = before;
  setDefaultCACertificates(authorities);
  await Promise.all([manager.stop(), vault.stop()]);
});

const schema = z.object({
  FIRST: z.string().optional().meta({ secret: true }),
  SECOND: z.string().optional().meta({ secret: true }),
  SECRETS: newestFirst(1).optional().meta({ secret: randomTexts }),
  NAME: z.string().optional(),
});

const read = (settings: Record<string, string>) =>
  settingsIn(schema, { AZURE_KEYVAULT_ENDPOINT: vault.url, ...settings });

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:causeway/first-AbCdEf';
const ofVault = 'azure-keyvault://causeway.vault.azure.net/secrets';
const version = '0123456789abcdef'.repeat(2);

describe('a reference to AWS Secrets Manager', () => {
  it('is exchanged for the secret of that name', async () => {
    manager.secrets.set('causeway/first', 'of AWS');
    expect(await read({ FIRST: 'aws-secretsmanager://causeway/first' })).toEqual({ FIRST: 'of AWS' });
    expect(manager.asked).toEqual([{ id: 'causeway/first', region: 'eu-west-1' }]);
  });

  it('by its ARN is asked for in the region of the ARN', async () => {
    manager.secrets.set(arn, 'of an ARN');
    expect(await read({ FIRST: `aws-secretsmanager://${arn}` })).toEqual({ FIRST: 'of an ARN' });
    expect(manager.asked).toEqual([{ id: arn, region: 'us-east-1' }]);
  });

  it('can mean a member of a JSON object, and the secret is read once for all its members', async () => {
    manager.secrets.set('causeway', JSON.stringify({ first: 'one', second: 'two' }));
    const settings = { FIRST: 'aws-secretsmanager://causeway#first', SECOND: 'aws-secretsmanager://causeway#second' };
    expect(await read(settings)).toEqual({ FIRST: 'one', SECOND: 'two' });
    expect(manager.asked).toHaveLength(1);
  });

  it.each([['{"other": "x"}'], ['{"first": 7}'], ['no JSON'], ['"first"'], ['null']])(
    'to a member that %s has not is a fault that shows nothing of it',
    async (secret) => {
      manager.secrets.set('causeway', secret);
      await expect(read({ FIRST: 'aws-secretsmanager://causeway#first' })).rejects.toThrow(
        'The configuration is wrong: FIRST could not be read from AWS Secrets Manager: causeway holds no JSON object with a text under first, so add it there or correct the reference; set them in the environment and start again.',
      );
    },
  );

  it.each([
    ['ResourceNotFoundException', 400, 'create it there or correct the reference'],
    ['AccessDeniedException', 400, "allow secretsmanager:GetSecretValue on it to the process's role"],
    ['UnrecognizedClientException', 403, "allow secretsmanager:GetSecretValue on it to the process's role"],
    ['DecryptionFailure', 400, 'start again when the store answers, and correct the reference if it never does'],
  ])('that is answered by %s is not tried again, and it is said what to do', async (type, status, cure) => {
    manager.failures.push({ status, type });
    await expect(read({ FIRST: 'aws-secretsmanager://causeway/first' })).rejects.toThrow(
      `FIRST could not be read from AWS Secrets Manager (causeway/first): ${type}: ${type} of this test, so ${cure};`,
    );
    expect(manager.asked).toHaveLength(1);
  });

  it.each([
    ['InternalServiceError', 500],
    ['ThrottlingException', 400],
    ['ServiceUnavailable', 503],
  ])('that is answered by %s is tried again', async (type, status) => {
    manager.secrets.set('causeway/first', 'after all');
    manager.failures.push({ status, type }, { status, type });
    expect(await read({ FIRST: 'aws-secretsmanager://causeway/first' })).toEqual({ FIRST: 'after all' });
    expect(manager.asked).toHaveLength(3);
  });

  it('that is never answered well is tried four times', async () => {
    manager.failures.push(...Array.from({ length: 9 }, () => ({ status: 500, type: 'InternalServiceError' })));
    await expect(read({ FIRST: 'aws-secretsmanager://causeway/first' })).rejects.toThrow(
      /^The configuration is wrong: FIRST could not be read from AWS Secrets Manager \(causeway\/first\): InternalServiceError: .*, so start again when the store answers/,
    );
    expect(manager.asked).toHaveLength(4);
  });

  it('that is not answered at all is tried again after 3 s', async () => {
    manager.secrets.set('causeway/first', 'late');
    manager.failures.push('silence');
    const started = performance.now();
    expect(await read({ FIRST: 'aws-secretsmanager://causeway/first' })).toEqual({ FIRST: 'late' });
    expect(performance.now() - started).toBeGreaterThan(2900);
  });

  it('that meets silence only is given up after some 12 s', async () => {
    manager.failures.push(...Array.from({ length: 9 }, () => 'silence' as const));
    const started = performance.now();
    await expect(read({ FIRST: 'aws-secretsmanager://causeway/first' })).rejects.toThrow(
      'TimeoutError: no answer in time',
    );
    expect(performance.now() - started).toBeLessThan(17_000);
  }, 30_000);
});

describe('a reference to Azure Key Vault', () => {
  it('is exchanged for the newest version of that secret, or for the one it names', async () => {
    vault.secrets.set('first', 'newest').set(`first/${version}`, 'older');
    expect(await read({ FIRST: `${ofVault}/first`, SECOND: `${ofVault}/first/${version}` })).toEqual({
      FIRST: 'newest',
      SECOND: 'older',
    });
    expect(vault.asked.sort()).toEqual(['first', `first/${version}`]);
  });

  it('can be two, the newest first, for what is exchanged without a gap', async () => {
    vault.secrets.set('first', 'new').set(`first/${version}`, 'old');
    expect(await read({ SECRETS: `${ofVault}/first, ${ofVault}/first/${version}` })).toEqual({
      SECRETS: ['new', 'old'],
    });
  });

  it.each([
    ['SecretNotFound', 404, 'create it there or correct the reference'],
    ['Forbidden', 403, "give the process's identity the role Key Vault Secrets User"],
  ])('that is answered by %s is not tried again, and it is said what to do', async (code, status, cure) => {
    vault.failures.push({ status, code });
    await expect(read({ FIRST: `${ofVault}/first` })).rejects.toThrow(
      `FIRST could not be read from Azure Key Vault (causeway.vault.azure.net/secrets/first): RestError ${code}: ${code} of this test, so ${cure};`,
    );
    expect(vault.asked).toHaveLength(1);
  });

  it.each([
    ['TooManyRequests', 429],
    ['InternalError', 500],
  ])('that is answered by %s is tried again', async (code, status) => {
    vault.secrets.set('first', 'after all');
    vault.failures.push({ status, code });
    expect(await read({ FIRST: `${ofVault}/first` })).toEqual({ FIRST: 'after all' });
    expect(vault.asked).toHaveLength(2);
  });

  it('that is not answered at all is tried again', async () => {
    vault.secrets.set('first', 'late');
    vault.failures.push('silence');
    expect(await read({ FIRST: `${ofVault}/first` })).toEqual({ FIRST: 'late' });
  });
});

describe('references', () => {
  it('to both clouds are read at the same time', async () => {
    manager.secrets.set('causeway/first', 'of AWS');
    vault.secrets.set('second', 'of Azure');
    const settings = { FIRST: 'aws-secretsmanager://causeway/first', SECOND: `${ofVault}/second`, NAME: 'mine' };
    expect(await read(settings)).toEqual({ FIRST: 'of AWS', SECOND: 'of Azure', NAME: 'mine' });
  });

  it('that could not be read are all named in one sentence, with what else is wrong', async () => {
    const wrong = { FIRST: 'aws-secretsmanager://none', SECOND: `${ofVault}/none`, SECRETS: 'a,,b' };
    await expect(read(wrong)).rejects.toThrow(
      /^The configuration is wrong: FIRST .*; SECOND .*; SECRETS must have .*\.$/,
    );
  });

  it('are judged by what they refer to', async () => {
    manager.secrets.set('causeway/first', 'changeme');
    const wrong = { CAUSEWAY_MODE: 'cloud', FIRST: 'aws-secretsmanager://causeway/first' };
    await expect(read(wrong)).rejects.toThrow(
      'FIRST must be random text of at least 32 characters, but is a default or an example that everybody can read;',
    );
  });

  it('are refused where no secret belongs', async () => {
    await expect(read({ NAME: 'aws-secretsmanager://causeway/name' })).rejects.toThrow(
      'NAME must not be a reference: only secrets can be;',
    );
    expect(manager.asked).toEqual([]);
  });

  it('need a vault that is reached by https:', async () => {
    await expect(read({ FIRST: `${ofVault}/first`, AZURE_KEYVAULT_ENDPOINT: 'http://vault' })).rejects.toThrow(
      'AZURE_KEYVAULT_ENDPOINT must be an https: URL;',
    );
  });
});
