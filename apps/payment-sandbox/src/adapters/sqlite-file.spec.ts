import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile } from './sqlite-file.js';

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-sandbox-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made with its folder, and opened again as it was', () => {
    const path = join(folder, 'deep', 'down', 'sandbox.db');
    openFile(path).close();
    const again = openFile(path);
    expect(again.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(again.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    again.close();
  });

  it('of another version is refused in one sentence', () => {
    const path = join(folder, 'other.db');
    const file = openFile(path);
    file.exec('PRAGMA user_version = 99');
    file.close();
    expect(() => openFile(path)).toThrow(/schema version 99, this program needs 1: remove the file/);
  });
});
