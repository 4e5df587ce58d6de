import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as z from 'zod';
import { awsCredentialsIn } from '../src/cloud-identity/aws-credentials.js';
import { azureCredentialIn } from '../src/cloud-identity/azure-credential.js';
import { settingsIn } from '../src/env.js';
import { type Entra, startEntra } from './stand-ins/entra.ts';
import { type ManagedIdentity, startManagedIdentity } from './stand-ins/managed-identity.ts';
import { type SecretsManager, startSecretsManager } from './stand-ins/secrets-manager.ts';
import { type Sts, startSts } from './stand-ins/sts.ts';
import { anIssuer, faultOf } from './stand-ins/token-issuer.ts';

const tenant = '22222222-2222-4222-8222-222222222222';
const client = '33333333-3333-4333-8333-333333333333';
const principal = '44444444-4444-4444-8444-444444444444';
const functionRole = 'arn:aws:iam::111111111111:role/causeway-dev-order-service-http';
const azureRole = 'arn:aws:iam::111111111111:role/causeway-dev-azure-payment-service';
const bus = 'https://servicebus.azure.net/.default';
const forAzure = 'api://AzureADTokenExchange';

const aws = anIssuer('https://11111111.tokens.sts.global.api.aws');
const tenantsTokens = anIssuer(`https://sts.windows.net/${tenant}/`);
const stranger = anIssuer(aws.url);

const authorities = getCACertificates('default');
const before = { ...process.env };
let tests = 0;
let audience: string;
let sts: Sts;
let entra: Entra;
let identity: ManagedIdentity;
let manager: SecretsManager;

beforeAll(async () => {
  [sts, entra, identity, manager] = await Promise.all([
    startSts(aws),
    startEntra(tenant, tenantsTokens),
    startManagedIdentity({ clientId: client, principalId: principal }, tenantsTokens),
    startSecretsManager(),
  ]);
  setDefaultCACertificates([...authorities, entra.certificate]);
});
afterAll(async () => {
  setDefaultCACertificates(authorities);
  await Promise.all([sts.stop(), entra.stop(), identity.stop(), manager.stop()]);
});
beforeEach(() => {
  for (const list of [sts.failures, sts.asked, entra.failures, entra.given, identity.failures, identity.asked]) {
    list.length = 0;
  }
  sts.life.tokenSeconds = 300;
  sts.life.credentialsMs = 3_600_000;
  entra.life.tokenSeconds = 3600;
  identity.life.tokenSeconds = 3600;
  tests += 1;
  // The client of Azure remembers the tokens of managed identities for the whole process.
  audience = `api://${tenant}/causeway-dev-aws-${tests}`;
  sts.roles.set('AKIA-of-the-role', functionRole);
  sts.trust.set(azureRole, { issuer: tenantsTokens, audience, subject: principal });
  entra.federated.set(client, { issuer: aws, audience: forAzure, subject: functionRole });
});
afterEach(() => {
  process.env = { ...before };
});

/** The environment of a process, from which the clients of the clouds read, too. */
const inEnvironment = (settings: Record<string, string>) => {
  process.env = { ...before, ...settings };
  return process.env;
};

const ofLambda = () => ({
  AWS_LAMBDA_FUNCTION_NAME: 'causeway-dev-order-service-http',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIA-of-the-role',
  AWS_SECRET_ACCESS_KEY: 'of-this-test',
  AWS_ENDPOINT_URL_STS: sts.url,
  AZURE_TENANT_ID: tenant,
  AZURE_CLIENT_ID: client,
  AZURE_AUTHORITY_HOST: entra.url,
});

const ofFunctions = () => ({
  ...identity.environment,
  AZURE_CLIENT_ID: client,
  AWS_REGION: 'eu-west-1',
  AWS_ROLE_ARN: azureRole,
  AWS_TOKEN_AUDIENCE: audience,
  AWS_ENDPOINT_URL_STS: sts.url,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
});

describe('a function of AWS', () => {
  const credential = (changed: Record<string, string> = {}) =>
    azureCredentialIn(inEnvironment({ ...ofLambda(), ...changed }));

  it('shows Entra what AWS says of its role, and gets a token for Service Bus', async () => {
    const token = await credential().getToken(bus);
    const proof = { issuer: tenantsTokens, audience: 'https://servicebus.azure.net', subject: client };
    expect(faultOf(token?.token ?? '', proof)).toBeUndefined();
    expect(sts.asked).toEqual([{ action: 'GetWebIdentityToken', region: 'eu-west-1' }]);
    expect(entra.given).toEqual([bus]);
  });

  it('makes one exchange for many that ask at the same time, and none while the token is good', async () => {
    const one = credential();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => one.getToken(bus)));
    tokens.push(await one.getToken(bus));
    expect(new Set(tokens.map((token) => token?.token)).size).toBe(1);
    expect([sts.asked.length, entra.given.length]).toEqual([1, 1]);
  });

  it('has a token of its own for each service', async () => {
    const one = credential();
    await Promise.all([one.getToken(bus), one.getToken('https://storage.azure.com/.default')]);
    expect(entra.given.sort()).toEqual([bus, 'https://storage.azure.com/.default']);
  });

  it('renews a token before it ends', async () => {
    const one = credential();
    entra.life.tokenSeconds = 200;
    const first = await one.getToken(bus);
    const second = await one.getToken(bus);
    expect(second?.token).not.toBe(first?.token);
    expect(entra.given).toHaveLength(2);
  });

  it('goes on with a token that is still good while AWS STS is away, and gets the next when that is back', async () => {
    const one = credential();
    entra.life.tokenSeconds = 200;
    const first = await one.getToken(bus);
    sts.failures.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'ServiceUnavailable' })));
    expect((await one.getToken(bus))?.token).toBe(first?.token);
    expect(sts.failures).toEqual([]);
  });

  it('that finds AWS STS away says so, and gets its token when that is back', async () => {
    const one = credential();
    sts.failures.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'ServiceUnavailable' })));
    await expect(one.getToken(bus)).rejects.toThrow(
      /^AWS' token for the function's role \(sts:GetWebIdentityToken\) failed \(.*ServiceUnavailable.*\); check that the role may call it for api:\/\/AzureADTokenExchange with RS256/,
    );
    expect(sts.asked).toHaveLength(3);
    expect(await one.getToken(bus)).toMatchObject({ token: expect.any(String) });
  });

  it('tries again where Entra is busy or silent for a moment', async () => {
    entra.failures.push({ status: 503, number: 'AADSTS90033' }, { status: 429, number: 'AADSTS90033' });
    expect(await credential().getToken(bus)).toMatchObject({ token: expect.any(String) });
    expect(entra.failures).toEqual([]);
  });

  it('gives up silence after a while, and says which step it was', async () => {
    sts.failures.push('silence', 'silence', 'silence');
    const started = performance.now();
    await expect(credential().getToken(bus)).rejects.toThrow(/GetWebIdentityToken\) failed \(TimeoutError: no answer/);
    expect(performance.now() - started).toBeLessThan(17_000);
  }, 30_000);

  it.each([
    ['AADSTS700024', 'has expired', () => Object.assign(sts.life, { tokenSeconds: -60 })],
    [
      'AADSTS700213',
      'was signed by somebody else',
      () => entra.federated.set(client, { issuer: stranger, audience: forAzure, subject: functionRole }),
    ],
    [
      'AADSTS700213',
      'is of another role',
      () => sts.roles.set('AKIA-of-the-role', 'arn:aws:iam::111111111111:role/foreign'),
    ],
    ['AADSTS700016', 'is for an identity that nobody knows', () => entra.federated.delete(client)],
  ])('is refused by Entra (%s) at once when its token %s, and says what to check', async (number, _what, change) => {
    change();
    await expect(credential().getToken(bus)).rejects.toThrow(
      new RegExp(
        `^Entra's exchange of the role's token for one for ${bus} failed \\(.*${number}.*\\); check AZURE_TENANT_ID and AZURE_CLIENT_ID, and that a federated credential`,
      ),
    );
    expect(sts.asked).toHaveLength(1);
    expect(entra.given).toEqual([]);
  });

  it('that AWS does not let ask says so without asking again', async () => {
    sts.failures.push({ status: 403, code: 'AccessDenied' });
    await expect(credential().getToken(bus)).rejects.toThrow(/GetWebIdentityToken\) failed \(AccessDenied/);
    expect(sts.asked).toHaveLength(1);
  });

  it('that does not know who it is says which settings are missing', async () => {
    await expect(credential({ AZURE_CLIENT_ID: '' }).getToken(bus)).rejects.toThrow(
      'AZURE_TENANT_ID and AZURE_CLIENT_ID must be set where a process on AWS uses services of Azure without a key;',
    );
  });
});

describe('an app of Azure', () => {
  const provider = (changed: Record<string, string> = {}) => {
    const found = awsCredentialsIn(inEnvironment({ ...ofFunctions(), ...changed }));
    if (found === undefined) throw new Error('There is no role to become.');
    return found;
  };

  it('uses services of Azure with the token of its managed identity', async () => {
    const token = await azureCredentialIn(inEnvironment(ofFunctions())).getToken(bus);
    const proof = { issuer: tenantsTokens, audience: 'https://servicebus.azure.net', subject: principal };
    expect(faultOf(token?.token ?? '', proof)).toBeUndefined();
  });

  it("becomes its role in AWS with a token for AWS' audience", async () => {
    expect(await provider()()).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA/),
      sessionToken: 'session-of-this-test',
      expiration: expect.any(Date),
    });
    expect(identity.asked).toEqual([audience]);
    expect(sts.asked).toEqual([{ action: 'AssumeRoleWithWebIdentity', region: undefined }]);
  });

  it('becomes it once for many that ask, and again before its hour is over', async () => {
    const one = provider();
    await Promise.all(Array.from({ length: 20 }, () => one()));
    expect(sts.asked).toHaveLength(1);
    sts.life.credentialsMs = 200_000;
    const two = provider();
    const first = await two();
    expect((await two()).accessKeyId).not.toBe(first.accessKeyId);
  });

  it('reads its key from AWS Secrets Manager as that role', async () => {
    inEnvironment(ofFunctions());
    manager.secrets.set('causeway/key', 'of AWS');
    const schema = z.object({ SERVICE_API_KEY: z.string().meta({ secret: true }) });
    const settings = { SERVICE_API_KEY: 'aws-secretsmanager://causeway/key' };
    expect(await settingsIn(schema, settings)).toEqual({ SERVICE_API_KEY: 'of AWS' });
    expect(sts.asked.map(({ action }) => action)).toEqual(['AssumeRoleWithWebIdentity']);
  });

  it.each([
    ['ExpiredTokenException', 'has expired', () => Object.assign(identity.life, { tokenSeconds: -60 })],
    [
      'InvalidIdentityToken',
      'is of another identity',
      () => sts.trust.set(azureRole, { issuer: tenantsTokens, audience, subject: 'somebody else' }),
    ],
    [
      'InvalidIdentityToken',
      'was signed by somebody else',
      () => sts.trust.set(azureRole, { issuer: stranger, audience, subject: principal }),
    ],
    ['AccessDenied', 'is for a role that is not there', () => sts.trust.delete(azureRole)],
  ])('is refused by AWS (%s) at once when its token %s, and says what to check', async (code, _what, change) => {
    change();
    await expect(provider()()).rejects.toThrow(
      new RegExp(
        `^AWS' exchange of the managed identity's token for the role ${azureRole} \\(sts:AssumeRoleWithWebIdentity\\) failed \\(${code}.*\\); check AWS_ROLE_ARN`,
      ),
    );
    expect(sts.asked).toHaveLength(1);
  });

  it('tries again while its identity or AWS STS is away for a moment', async () => {
    identity.failures.push(503);
    sts.failures.push({ status: 503, code: 'ServiceUnavailable' });
    expect(await provider()()).toMatchObject({ sessionToken: 'session-of-this-test' });
    expect([identity.failures, sts.failures]).toEqual([[], []]);
  });

  it('that has no such identity says so', async () => {
    await expect(provider({ AZURE_CLIENT_ID: 'another' })()).rejects.toThrow(
      /^The managed identity's token for .* failed \(.*\); check that the app has a managed identity, that AZURE_CLIENT_ID/,
    );
  });

  it('that has a role and no audience says which setting is missing', () => {
    expect(() => provider({ AWS_TOKEN_AUDIENCE: '' })).toThrow('AWS_TOKEN_AUDIENCE must be set where AWS_ROLE_ARN is;');
  });
});

it('elsewhere nobody becomes a role', () => {
  const { IDENTITY_ENDPOINT: _endpoint, ...elsewhere } = ofFunctions();
  expect(awsCredentialsIn(inEnvironment(elsewhere))).toBeUndefined();
});
