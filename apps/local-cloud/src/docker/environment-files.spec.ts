import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { writeEnvironmentFiles } from './environment-files.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-environments-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('each gets its own environment as Node reads it, JSON and URLs included', () => {
  const one = { KEYS: '{"a":"cwk_1","b":"cwk_2"}', SQL_URL: 'mssql://a:b_-c@host:1433/d?encrypt=true#e' };
  writeEnvironmentFiles(folder, { one, two: { SECRET: 'other' } });
  writeEnvironmentFiles(folder, { one, two: { SECRET: 'another' } });
  const read = (name: string) => parseEnv(readFileSync(join(folder, name, 'env'), 'utf8'));
  expect({ ...read('one') }).toEqual(one);
  expect({ ...read('two') }).toEqual({ SECRET: 'another' });
  expect(readdirSync(join(folder, 'one'))).toEqual(['env']);
  expect(statSync(join(folder, 'one', 'env')).mode & 0o077).toBe(0);
});
