import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyRotation } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import type { Report } from '../../src/replay/report.js';
import { ask } from './api.js';
import { logIn } from './people.js';
import { root } from './running-system.js';
import type { Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

/** A day of real invoices, which is not part of the repository: where it is not, that is said. */
const realInvoices = '../shared/data/online-retail/2010-12-01.csv';

export function replaying(test: ShopTest): void {
  test('an interrupted replay goes on where it stopped, and its revenue is that of the file, to the penny', async (shop) => {
    const file = join(root, 'docs/sample-invoices.csv');
    const interrupted = replay(shop, file, '--concurrency', '1');
    await eventually(() => expect(ordersInJournal(shop)).toBeGreaterThan(0), 30_000);
    interrupted.child.kill('SIGKILL');
    await interrupted.ended;

    const { code, output, report } = await reportOf(shop, file, 'sample');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('Going on where the last replay of this file stopped.'),
    ]);
    expect(report).toMatchObject({ rows: 12, good: true, revenue: { equal: true } });
    expect(report.revenue.byAnalytics).toEqual(report.revenue.byFile);
    expect(report.revenue.byFile.gross).toBeGreaterThan(0);

    const again = await reportOf(shop, file, 'again');
    expect(again.code).toBe(0);
    // A replay fills the shelves again before it finds that all is sold: the stock, and so the books, are others.
    const lasting = { seconds: 0, invariants: [], stock: {}, books: '' };
    expect({ ...again.report, ...lasting }).toEqual({ ...report, ...lasting });
  });

  test('a morning of invoices is replayed while a key is rotated: nobody is refused, every accepted order is settled, everything adds up', async (shop) => {
    const { file, rows, refused } = aMorning(shop);
    const before = new Set(refusals(shop));
    // A key that another test has just rotated has to serve before it can be rotated again.
    const { activeFrom, previous } = await eventually(async () => {
      const answer = await ask(shop.url, 'POST /v1/signing-keys/rotation', { as: shop.staff.admin.token });
      return answer.read(keyRotation);
    }, 30_000);
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(activeFrom) - 2000), 30_000);

    const begun = Date.now();
    const { code, output, report } = await reportOf(shop, file, 'morning', '--concurrency', '4');
    expect([code, output]).toEqual([0, expect.stringContaining('equal to the penny')]);
    expect(report).toMatchObject({ rows, good: true, orders: { paid: expect.any(Number) } });
    expect(report.accepted + Object.values(report.refused).reduce((sum, count) => sum + count, 0)).toBe(rows);
    expect(Object.keys(report.refused).sort()).toEqual(refused);
    expect(refusals(shop).filter((line) => !before.has(line))).toEqual([]);

    // Its customers came to log in before the new key was in use, and after.
    expect(begun).toBeLessThan(Date.parse(activeFrom));
    expect(Date.now()).toBeGreaterThan(Date.parse(activeFrom));
    const { token } = await logIn(shop.url, shop.staff.support.email);
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid).not.toBe(previous.kid);
  }, 400_000);
}

/** The first thousand rows of the real day, or where it is not there some of our own making, and what is refused of them. */
function aMorning({ system: { dataDir } }: Shop): { file: string; rows: number; refused: string[] } {
  const [real, file] = [join(root, realInvoices), join(dataDir, 'morning.csv')];
  if (existsSync(real)) {
    const lines = readFileSync(real, 'utf8').split(/^/m);
    writeFileSync(file, lines.slice(0, 1001).join(''));
    return { file, rows: 1000, refused: ['no-matching-order', 'no-price'] };
  }
  console.log(`SKIPPED: ${realInvoices} is not there; a morning of our own making is replayed instead`);
  writeFileSync(file, manyCustomers(100));
  return { file, rows: 100, refused: [] };
}

/** Invoices of as many customers, in the format of the real ones. */
function manyCustomers(count: number): string {
  const rows = Array.from({ length: count }, (_, number) =>
    [
      `91${String(number).padStart(4, '0')}`,
      'K300',
      'TIDE CLOCK',
      1,
      '2026-03-03 10:00:00',
      '9.95',
      `${7000 + number}.0`,
      'Ireland',
    ].join(),
  );
  return `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${rows.join('\n')}\n`;
}

/** The requests that any service has answered with 401 so far, from their access logs. */
function refusals({ system: { dataDir } }: Shop): string[] {
  const folder = join(dataDir, 'logs');
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"status":401'));
}

/** The command as a person gives it, against the shop that runs. */
function replay(shop: Shop, file: string, ...options: string[]) {
  const args = ['apps/local-cloud/bin/replay.mjs', file, '--speed', 'max', '--url', shop.url, ...options];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, ended: endOf(child) };
}

async function reportOf(shop: Shop, file: string, name: string, ...options: string[]) {
  const json = join(shop.system.dataDir, `${name}.json`);
  const { code, output } = await replay(shop, file, '--json', json, ...options).ended;
  if (!existsSync(json)) throw new Error(`The replay ended with ${code} and without a report:\n${output}`);
  return { code, output, report: JSON.parse(readFileSync(json, 'utf8')) as Report }; // what replay/main.ts writes
}

function endOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  const listen = (text: Buffer) => {
    output += text.toString('utf8');
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

function ordersInJournal({ system: { dataDir } }: Shop): number {
  const folder = join(dataDir, 'replay');
  const journals = existsSync(folder) ? readdirSync(folder) : [];
  const lines = journals.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return lines.filter((line) => line.includes('"kind":"order"')).length;
}
