import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databasesIn, databasesOf } from './databases.js';

const server = 'mssql://sa:p%40ss@db.example:1433?encrypt=true';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-databases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the databases of a data folder', () => {
  it('are files of it', () => {
    expect(databasesOf(folder, undefined).payments).toBe(`sqlite:${join(folder, 'sql', 'payments.db')}`);
    expect(databasesIn(folder)).toEqual([]);
  });

  it('on a server have names of their own, the same at every start', () => {
    const first = databasesOf(folder, server);
    expect(first.analytics).toMatch(
      /^mssql:\/\/sa:p%40ss@db\.example:1433\/causeway_[0-9a-f]{8}_analytics\?encrypt=true$/,
    );
    expect(databasesOf(folder, server)).toEqual(first);
    expect(databasesIn(folder)).toHaveLength(3);
  });

  it('are not mixed: what is on the server belongs to the orders in the folder', () => {
    databasesOf(folder, server);
    expect(() => databasesOf(folder, undefined)).toThrow(/keeps its SQL on a server/);
    const other = join(folder, 'other');
    mkdirSync(join(other, 'sql'), { recursive: true });
    writeFileSync(join(other, 'sql', 'payments.db'), '');
    expect(() => databasesOf(other, server)).toThrow(/keeps its SQL in files/);
  });
});
