import { isReference, parseReference } from './reference.js';

const ofAws = (id: string, key?: string, region?: string) => ({ store: 'AWS Secrets Manager', id, key, region });
const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:causeway/orders-AbCdEf';
const version = '0123456789abcdef'.repeat(2);
const vault = { store: 'Azure Key Vault', host: 'causeway.vault.azure.net', name: 'cursor-secret' };

it.each([
  ['aws-secretsmanager://causeway/orders', ofAws('causeway/orders')],
  ['aws-secretsmanager://causeway/orders#CURSOR_SECRET', ofAws('causeway/orders', 'CURSOR_SECRET')],
  ['aws-secretsmanager://rds!db-1', ofAws('rds!db-1')],
  [`aws-secretsmanager://${arn}`, ofAws(arn, undefined, 'eu-central-1')],
  [`aws-secretsmanager://${arn}#key`, ofAws(arn, 'key', 'eu-central-1')],
  ['azure-keyvault://causeway.vault.azure.net/secrets/cursor-secret', { ...vault, version: undefined }],
  [`azure-keyvault://causeway.vault.azure.net/secrets/cursor-secret/${version}`, { ...vault, version }],
])('%s is a reference', (text, reference) => {
  expect([isReference(text), parseReference(text)]).toEqual([true, reference]);
});

it.each([
  ['aws-secretsmanager://'],
  ['aws-secretsmanager://a b'],
  ['aws-secretsmanager://causeway/orders#'],
  ['aws-secretsmanager://arn:aws:s3:::bucket'],
  ['aws-secretsmanager://causeway:orders'],
])('%s has another form than a reference to AWS', (text) => {
  expect(parseReference(text)).toEqual({ form: 'aws-secretsmanager://<name or ARN>[#<key in its JSON>]' });
});

it.each([
  ['azure-keyvault://causeway.vault.azure.net'],
  ['azure-keyvault://causeway.vault.azure.net/keys/cursor-secret'],
  ['azure-keyvault://causeway.vault.azure.net/secrets/cursor_secret'],
  ['azure-keyvault://causeway.vault.azure.net/secrets/cursor-secret/latest'],
  ['azure-keyvault://vault.azure.net.example/secrets/cursor-secret'],
  ['azure-keyvault://causeway.vault.azure.net.example/secrets/cursor-secret'],
  ['azure-keyvault://causeway.vault.azure.net:444/secrets/cursor-secret'],
])('%s has another form than a reference to Azure', (text) => {
  expect(parseReference(text)).toEqual({
    form: 'azure-keyvault://<vault>.vault.azure.net/secrets/<name>[/<version>]',
  });
});

it.each([['cwk_1a2b3c4d_x'], ['https://vault.azure.net'], ['mssql://u:p@h'], ['x aws-secretsmanager://y']])(
  '%s is none',
  (text) => {
    expect(isReference(text)).toBe(false);
  },
);
