import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecrets } from './kept-secrets.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('secrets are made once, each another, and only their owner can read them', () => {
  const made = keptSecrets(join(folder, 'kept'));
  expect(keptSecrets(join(folder, 'kept'))).toEqual(made);
  expect(keptSecrets(join(folder, 'another')).administrator).not.toBe(made.administrator);
  const passwords = [made.administrator, ...Object.values(made.sql)];
  expect(new Set(passwords).size).toBe(4);
  for (const file of ['secrets.json', 'passwords.json']) {
    expect(statSync(join(folder, 'kept', file)).mode & 0o077).toBe(0);
  }
});
