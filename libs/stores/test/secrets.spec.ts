import { randomBytes } from 'node:crypto';
import { azuriteKey, settingsIn } from '@causeway/runtime/env';
import * as z from 'zod';
import { blobEnv } from '../src/blob.js';
import { dynamoEnv } from '../src/dynamo.js';
import { sqlEnv } from '../src/sql.js';

const AZURE_CLIENT_ID = '33333333-3333-4333-8333-333333333333';
const random = () => randomBytes(64).toString('base64');
const known = 'is a default or an example that everybody can read';

describe('the key of a storage account', () => {
  const read = (CAUSEWAY_MODE: string, AZURE_STORAGE_CONNECTION_STRING: string) =>
    settingsIn(blobEnv, { CAUSEWAY_MODE, AZURE_STORAGE_CONNECTION_STRING });
  const azurite = (endpoint: string) =>
    `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${azuriteKey};${endpoint}`;
  const container = azurite('BlobEndpoint=http://azurite:10000/devstoreaccount1;');
  const account = (key: string) =>
    `DefaultEndpointsProtocol=https;AccountName=causeway;AccountKey=${key};EndpointSuffix=core.windows.net`;

  it.each([['docker'], ['cloud']])('is taken in %s mode when it is random', async (mode) => {
    expect(await read(mode, account(random()))).toBeDefined();
    const signature = `BlobEndpoint=https://causeway.blob.core.windows.net;SharedAccessSignature=sv=2025&sig=${random()}`;
    expect(await read(mode, signature)).toBeDefined();
  });

  it.each([[container], ['UseDevelopmentStorage=true']])(
    "is Azurite's in docker mode, and never in cloud mode: %#",
    async (value) => {
      expect(await read('docker', value)).toBeDefined();
      await expect(read('cloud', value)).rejects.toThrow('32 random characters, but leads to an emulator;');
    },
  );

  it('is not needed in cloud mode at an address of Azure, for a process that knows who it is', async () => {
    const address = 'BlobEndpoint=https://causeway.blob.core.windows.net/';
    const settings = { CAUSEWAY_MODE: 'cloud', AZURE_STORAGE_CONNECTION_STRING: address };
    expect(await settingsIn(blobEnv, { ...settings, AZURE_CLIENT_ID })).toBeDefined();
    await expect(settingsIn(blobEnv, settings)).rejects.toThrow(
      'holds none, and AZURE_CLIENT_ID does not say which identity needs none;',
    );
  });

  it.each([
    ['docker', 'BlobEndpoint=https://causeway.blob.core.windows.net/'],
    ['cloud', 'BlobEndpoint=http://causeway.blob.core.windows.net/'],
    ['cloud', 'BlobEndpoint=https://blob.example/'],
  ])('is needed in %s mode at %s', async (CAUSEWAY_MODE, address) => {
    const settings = { CAUSEWAY_MODE, AZURE_STORAGE_CONNECTION_STRING: address, AZURE_CLIENT_ID };
    await expect(settingsIn(blobEnv, settings)).rejects.toThrow('random characters, but holds none;');
  });

  it.each([
    ['docker', "Azurite's at Azure", azurite(''), "holds an emulator's"],
    [
      'docker',
      "Azurite's at an address of Azure",
      azurite('BlobEndpoint=https://a.blob.core.windows.net'),
      "holds an emulator's",
    ],
    ['docker', 'another weak one at an emulator', container.replace(azuriteKey, 'x'), 'has only 1'],
    ['cloud', "Azurite's for an account of its own", account(azuriteKey), known],
    ['cloud', 'none', 'AccountName=causeway', 'holds none'],
  ])('is refused in %s mode when it is %s', async (mode, _what, value, fault) => {
    await expect(read(mode, value)).rejects.toThrow(
      `AZURE_STORAGE_CONNECTION_STRING must hold an AccountKey of at least 32 random characters, but ${fault};`,
    );
  });
});

describe('the password of a database', () => {
  const read = (SQL_URL: string) => settingsIn(sqlEnv, { CAUSEWAY_MODE: 'cloud', SQL_URL });

  it('is not needed by a file, and taken by a server when it is random', async () => {
    expect(await read('sqlite::memory:')).toBeDefined();
    expect(
      await read(`mssql://causeway:${randomBytes(12).toString('hex')}@sql.example:1433/payments?encrypt=true`),
    ).toBeDefined();
  });

  it('is not needed at an address of Azure, for a process that knows who it is', async () => {
    const SQL_URL = 'mssql://causeway-dev.database.windows.net:1433/payment?encrypt=true';
    expect(await settingsIn(sqlEnv, { CAUSEWAY_MODE: 'cloud', SQL_URL, AZURE_CLIENT_ID })).toBeDefined();
    await expect(read(SQL_URL)).rejects.toThrow('AZURE_CLIENT_ID does not say which identity needs none;');
    await expect(settingsIn(sqlEnv, { CAUSEWAY_MODE: 'docker', SQL_URL, AZURE_CLIENT_ID })).rejects.toThrow(
      'holds none;',
    );
  });

  it.each([['encrypt=false'], ['encrypt=true&trustServerCertificate=true']])(
    'is needed where a token could be read by others, with %s',
    async (options) => {
      const SQL_URL = `mssql://causeway-dev.database.windows.net:1433/payment?${options}`;
      await expect(settingsIn(sqlEnv, { CAUSEWAY_MODE: 'cloud', SQL_URL, AZURE_CLIENT_ID })).rejects.toThrow(
        'holds none;',
      );
    },
  );

  it.each([
    ['holds none', 'mssql://sql.example/payments'],
    ['its password has only 9', 'mssql://sa:h8Qz3vXw0@sql.example/payments'],
    [`its password ${known}`, 'mssql://sa:Passw0rd@sql.example/payments'],
    [`its password ${known}`, 'mssql://user:password@host:1433/database'],
  ])('is refused where it %s', async (fault, url) => {
    await expect(read(url)).rejects.toThrow(
      `SQL_URL must hold a user and a random password of at least 16 characters, but ${fault};`,
    );
  });
});

describe("AWS' key", () => {
  const read = (CAUSEWAY_MODE: string, key: string, endpoint?: string) =>
    settingsIn(z.object({ AWS_SECRET_ACCESS_KEY: dynamoEnv.shape.AWS_SECRET_ACCESS_KEY }), {
      CAUSEWAY_MODE,
      AWS_SECRET_ACCESS_KEY: key,
      ...(endpoint === undefined ? {} : { DYNAMODB_ENDPOINT: endpoint }),
    });

  it('is not needed where there is a role', async () => {
    expect(
      await settingsIn(z.object({ KEY: dynamoEnv.shape.AWS_SECRET_ACCESS_KEY }), { CAUSEWAY_MODE: 'cloud' }),
    ).toEqual({});
  });

  it("is LocalStack's in docker mode, at an emulator alone", async () => {
    expect(await read('docker', 'test', 'http://localstack:4566')).toBeDefined();
    await expect(read('docker', 'test')).rejects.toThrow(known);
    await expect(read('docker', 'test', 'https://dynamodb.eu-west-1.amazonaws.com')).rejects.toThrow(known);
    await expect(read('cloud', 'test', 'http://localstack:4566')).rejects.toThrow(known);
  });

  it.each([['local'], ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']])('is refused as %s', async (key) => {
    await expect(read('docker', key, 'http://localstack:4566')).rejects.toThrow(
      `AWS_SECRET_ACCESS_KEY must be a secret access key of AWS, but ${known};`,
    );
  });

  it('is no reference, because nobody resolves it for the client', async () => {
    await expect(read('cloud', 'aws-secretsmanager://causeway/key')).rejects.toThrow(
      'AWS_SECRET_ACCESS_KEY must not be a reference: a client reads it as it is;',
    );
  });
});
