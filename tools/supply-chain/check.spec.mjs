import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { aLock, manifestsOf } from './a-lock.mjs';
import { checkSupplyChain } from './check.mjs';

const allowed = { production: ['MIT'], development: ['MIT'], reviewed: [] };
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'supply-chain-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The verdict on a repository in order, but for these files. */
function verdictOn(changes = {}) {
  const files = {
    'package-lock.json': JSON.stringify(aLock()),
    '.github/workflows/a.yml': 'on: push\npermissions: {}\njobs: {}\n',
    ...Object.fromEntries(manifestsOf(aLock()).map(({ path, manifest }) => [path, JSON.stringify(manifest)])),
    'package.json': JSON.stringify({
      ...manifestsOf(aLock())[0].manifest,
      workspaces: ['apps/*', 'libs/*'],
      allowScripts: { nx: false },
    }),
    ...changes,
  };
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkSupplyChain(root, allowed);
}

it('finds nothing in a repository in order, and says what it saw', () => {
  expect(verdictOn()).toEqual({ faults: [], manifests: 3, packages: 2, workflows: 1 });
});

it.each([
  [
    'a range',
    'libs/b/package.json',
    JSON.stringify({ name: '@shop/b', dependencies: { zod: '^4.0.0' } }),
    'not one version',
  ],
  [
    'a workspace the lock does not know',
    'apps/c/package.json',
    '{ "name": "@shop/c" }',
    'does not know apps/c/package.json',
  ],
  ['another registry', '.npmrc', 'registry=https://registry.example.com', '.npmrc has'],
  [
    'a script',
    'package.json',
    '{ "workspaces": ["apps/*", "libs/*"], "devDependencies": { "nx": "23.2.1" } }',
    'install script',
  ],
  [
    'a licence',
    'package-lock.json',
    JSON.stringify(aLock()).replaceAll('MIT', 'GPL-3.0-only'),
    'the licence GPL-3.0-only',
  ],
  ['a workflow', '.github/workflows/b.yml', 'on: push\njobs: {}\n', 'lists no permissions'],
  ['no workflow at all', '.github/workflows/a.yml', undefined, '.github holds no YAML file'],
])('finds %s', (_, path, text, fault) => {
  expect(verdictOn({ [path]: text }).faults.join('\n')).toContain(fault);
});

it('does not take a lock without packages for one in order', () => {
  expect(verdictOn({ 'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }' }).faults).toContain(
    'package-lock.json holds no package: the check would check nothing.',
  );
});
