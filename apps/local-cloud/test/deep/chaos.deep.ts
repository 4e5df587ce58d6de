import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosReport } from '../../src/chaos/report.js';
import { dataFolder, removeFolder, root } from '../system/running-system.js';

const folder = dataFolder();
afterAll(() => removeFolder(folder));

test('while everything is killed at random and the link between the clouds is cut, orders are taken and nothing is lost', async () => {
  const json = join(folder, 'report.json');
  const options = ['--orders', '100', '--kill-mean-ms', '600', '--seed', '1', '--cut', '15s', '--json', json];
  const child = spawn(process.execPath, ['apps/local-cloud/bin/chaos.mjs', ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  const report = JSON.parse(readFileSync(json, 'utf8')) as ChaosReport; // what chaos/main.ts writes
  expect(report.violations).toEqual([]);
  expect(code).toBe(0);
  expect(report.invariants.map(({ holds }) => holds)).toEqual(Array(9).fill(true));
  expect(report.killsInAll).toBeGreaterThan(10);
  expect(report.backlog.acceptedDuringCut).toBeGreaterThan(0);
  expect(report.settled).toBe(report.accepted);
}, 1_200_000);
