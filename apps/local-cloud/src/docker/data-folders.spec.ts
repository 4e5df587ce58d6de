import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDataFolders, makeDataFolders } from './data-folders.js';

const volume = mkdtempSync(join(tmpdir(), 'causeway-data-'));
afterAll(() => rmSync(volume, { recursive: true }));

it('folders are made and left alone, and emptied only when that is asked for', () => {
  const file = join(volume, 'payment-service', 'payments.db');
  makeDataFolders(volume);
  writeFileSync(file, 'a payment');
  makeDataFolders(volume);
  expect(existsSync(file)).toBe(true);
  emptyDataFolders(volume);
  expect([existsSync(file), existsSync(join(volume, 'payment-service'))]).toEqual([false, true]);
});
