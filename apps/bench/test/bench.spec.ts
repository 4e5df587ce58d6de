import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figures } from '../src/figures.js';

const command = fileURLToPath(new URL('../bin/bench.mjs', import.meta.url));
/** A shop has to be opened, and everything is done once to warm up and once to be measured. */
const withinMs = 600_000;

const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });

test(
  'a short run measures everything, prints tables and writes the figures',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-test-'));
    try {
      const file = join(folder, 'figures.json');
      const { status, stdout, stderr } = run('--rounds', '1', '--seconds', '0.3', '--json', file);
      expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
      const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures; // what measured.ts gives
      expect(figures.reads.map(({ subject }) => subject)).toEqual([
        'a product of product-service',
        'a product through the gateway',
        'an order of order-service',
        'a product of bare Express',
        'an order of bare Express',
      ]);
      expect(figures.orders.map(({ subject }) => subject)).toEqual(
        [1, 32].flatMap((clients) => [`the shop, ${clients} at once`, `bare operations, ${clients} at once`]),
      );
      for (const { result } of [...figures.reads, ...figures.orders]) expect(result.p50Ms).toBeGreaterThan(0);
      expect(new Set(figures.lag.map(({ clients }) => clients))).toEqual(new Set([1, 32]));
      const alone = figures.lag.filter(({ clients }) => clients === 1);
      for (const { crossing, samples } of alone) expect([crossing, samples > 0]).toEqual([crossing, true]);
      expect(figures.comparisons.map(({ ratio }) => ratio.pairs)).toEqual(figures.comparisons.map(() => 1));
      for (const { what, of } of figures.comparisons) expect(stdout).toMatch(new RegExp(`${what}.*${of}`));
      if (process.platform === 'linux') expect(figures.idle.supervisor).toBeGreaterThanOrEqual(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  withinMs,
);

test('a wrong option is refused in one sentence, with exit code 2, before anything is started', () => {
  const { status, stderr } = run('--seconds', 'many');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: option '--seconds <s>' argument 'many' is invalid\. .*\n$/);
  expect(run('--only', 'e').status).toBe(2);
});
