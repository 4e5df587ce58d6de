import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/replay/report.js';
import { dataFolder, removeFolder, root, startSystem, taciturn } from '../system/running-system.js';

const file = join(root, 'docs/sample-invoices.csv');
/** The file's three hours in 18 seconds, so that almost everybody dies before the last order. */
const speed = '600x';

/** The report of a replay in a shop of its own. */
async function replay(...options: string[]): Promise<Report> {
  const folder = dataFolder();
  const system = await startSystem(folder, ['--laboratory', '--bundle'], taciturn);
  try {
    const json = join(folder, 'report.json');
    const args = ['apps/local-cloud/bin/replay.mjs', file, '--url', system.url, '--json', json];
    const child = spawn(process.execPath, [...args, ...options], { cwd: root, stdio: 'inherit' });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    return JSON.parse(readFileSync(json, 'utf8')) as Report; // what replay/main.ts writes
  } finally {
    await system.stop();
    removeFolder(folder);
  }
}

test('a replay during which one process after the other is killed ends with the same books as an undisturbed one', async () => {
  const undisturbed = await replay('--speed', 'max');
  const killed = await replay('--speed', speed, '--kill-every', '1s');
  expect(Object.keys(killed.kills ?? {}).length).toBeGreaterThan(5);
  const books = ({ orders, refunds, refused, revenue, stock }: Report) => ({
    orders,
    refunds,
    refused,
    revenue,
    stock,
  });
  expect(books(killed)).toEqual(books(undisturbed));
  expect(killed.books).toBe(undisturbed.books);
}, 900_000);
