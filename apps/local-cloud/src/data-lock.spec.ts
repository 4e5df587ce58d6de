import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockData } from './data-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { url: 'http://localhost:8080', fresh: false };

test('a second system on the same data is told who runs', () => {
  const dataDir = join(folder, 'twice');
  const first = lockData(dataDir, options);
  expect(() => lockData(dataDir, { ...options, fresh: true })).toThrow(
    `Causeway already runs on this data as process ${process.pid} at http://localhost:8080; stop it`,
  );
  first.release();
  lockData(dataDir, options).release();
});

test('the lock of a process that is gone is taken over', () => {
  const dataDir = join(folder, 'left');
  lockData(dataDir, options).release();
  writeFileSync(join(dataDir, 'running.json'), JSON.stringify({ pid: 2 ** 22 + 1, url: 'x' }));
  lockData(dataDir, options).release();
  writeFileSync(join(dataDir, 'running.json'), 'half a li');
  lockData(dataDir, options).release();
});

test('a fresh start empties the folder', () => {
  const dataDir = join(folder, 'fresh');
  lockData(dataDir, options).release();
  writeFileSync(join(dataDir, 'old.db'), 'x');
  lockData(dataDir, { ...options, fresh: true }).release();
  expect(existsSync(join(dataDir, 'old.db'))).toBe(false);
});

test('a folder that cannot be written is named', () => {
  expect(() => lockData('/dev/null/data', options)).toThrow(
    /^The data folder \/dev\/null\/data cannot be written \(ENOTDIR\); choose another with --data\.$/,
  );
});
