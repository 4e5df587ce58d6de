import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { weaknessOf } from '../../libs/runtime/src/env/weakness.ts';
import { checkSecrets } from './check-secrets.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What is found in a repository that has only these files. */
function checked(files, exceptions = []) {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return checkSecrets(root, exceptions);
}
const faultsIn = (files, exceptions) => checked(files, exceptions).faults;

const text = (bytes, encoding) => randomBytes(bytes).toString(encoding);
/** Capital letters and digits as AWS uses them. */
const keyId = () =>
  `AKIA${Array.from(randomBytes(16), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')}`;
const pem = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const part = (claims) => Buffer.from(JSON.stringify(claims)).toString('base64url');
const jwt = () => `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: 'ann', exp: 1 })}.${text(64, 'base64url')}`;

describe('in a source, a test, a page, infrastructure', () => {
  const paths = [
    'apps/order-service/src/adapters/keys.ts',
    'libs/auth/test/keys.spec.ts',
    'tools/keys.mjs',
    'docs/operations.md',
    'infra/aws/main.tf',
    'infra/local/config.yml',
  ];
  it.each([
    ['a private key', pem],
    ['a key id of AWS', keyId],
    ['a token', jwt],
    ['an API key', () => `cwk_${text(4, 'hex')}_${text(32, 'base64url')}`],
    ['a key of a payment provider', () => `sk_live_${text(18, 'hex')}`],
    ['a token of a forge or a registry', () => `ghp_${text(18, 'hex')}`],
    [
      'the key of a connection string',
      () => `Endpoint=sb://x;SharedAccessKeyName=y;SharedAccessKey=${text(32, 'base64')}`,
    ],
    ['the key of a connection string', () => `AccountName=x;AccountKey=${text(64, 'base64')};`],
    ['the password in a URL', () => `mssql://causeway:${text(12, 'hex')}@sql.example/payments`],
    ['text as random as a key', () => text(32, 'hex')],
    ['text as random as a key', () => text(48, 'base64')],
    ['text as random as a key', () => text(48, 'base64url')],
  ])('%s is found', (what, make) => {
    const planted = make();
    const files = Object.fromEntries(paths.map((path) => [path, `const harmless = 'yes';\nconst x = '${planted}';\n`]));
    const faults = faultsIn(files);
    for (const path of paths) expect(faults).toContainEqual(expect.stringContaining(`${path}:2 holds ${what}, `));
    expect(faults.join()).not.toContain(planted.slice(0, 20));
  });
});

it.each([
  ['apps/a/src/b.ts', "const password = 'hunter22';"],
  ['apps/a/src/b.ts', 'connect({ "secret": "hunter22" });'],
  ['infra/aws/main.tf', 'db_password = "hunter22"'],
  ['infra/local/compose.yml', '  MSSQL_SA_PASSWORD: hunter22'],
  ['docs/deployment.md', 'AWS_SECRET_ACCESS_KEY=hunter22'],
])('a word that is assigned to a secret is found in %s: %s', (path, source) => {
  expect(faultsIn({ [path]: source })).toEqual([
    expect.stringContaining(`${path}:1 holds what is assigned to a secret`),
  ]);
});

it.each([
  ['a word for a secret in a test', 'apps/a/test/b.spec.ts', "const password = 'hunter22';"],
  ['what is put together', 'apps/a/src/b.ts', 'const url = `mssql://$' + '{user}:$' + '{password}@host`;'],
  ['what a reader replaces', 'docs/a.md', 'mssql://user:password@host, SharedAccessKey=<the key>'],
  ['a reference', 'infra/a.yml', 'CURSOR_SECRET: aws-secretsmanager://causeway/orders#CURSOR_SECRET'],
  ['a variable', 'infra/a.yml', 'CURSOR_SECRET: $' + '{CURSOR_SECRET:?run init first}'],
  ['an id', 'apps/a/src/b.ts', "const id = '019ac8f2-7d1e-7c3a-9b52-3f0e6d8c1a47';"],
  ['a path', 'apps/a/src/b.ts', "import '../../libs/runtime/src/env/read-settings.js';"],
  ['a long name', 'apps/a/src/b.ts', 'class CredentialsProviderForEveryCloudThereIs {}'],
  ['what is installed or built', 'node_modules/a/b.js', `'${randomBytes(32).toString('hex')}'`],
])('%s is none', (_what, path, source) => {
  expect(faultsIn({ [path]: source })).toEqual([]);
});

describe('the reviewed list', () => {
  const key = text(32, 'hex');
  const path = 'apps/a/src/b.ts';
  const source = `'${key}'`;

  it('allows a literal in the files it names, and nowhere else', () => {
    const exceptions = [{ starts: key.slice(0, 12), in: [path], why: 'of this test' }];
    expect(faultsIn({ [path]: source }, exceptions)).toEqual([]);
    expect(faultsIn({ 'apps/a/src/c.ts': source }, exceptions)).toHaveLength(1);
  });

  it('is a fault itself where nothing needs it', () => {
    expect(faultsIn({ [path]: 'nothing' }, [{ starts: 'gone', why: 'once' }])).toEqual([
      'tools/secrets/allowed.mjs allows gone, which is nowhere: remove it',
    ]);
  });
});

it('this repository holds no secret, and what everybody can read in it is refused outside of local mode', () => {
  const { faults, seen, excused } = checkSecrets(join(import.meta.dirname, '..', '..'));
  expect(faults).toEqual([]);
  expect(seen).toBeGreaterThan(1000);
  const public_ = excused.filter(({ path, value }) => !/\/test\/|\.spec\./.test(path) && !/^[0-9a-f]{32}$/.test(value));
  expect(public_.length).toBeGreaterThan(5);
  expect(public_.filter(({ value }) => weaknessOf(value, 1) === undefined)).toEqual([]);
});
