import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mendedRows } from './mended-rows.js';

test('each row that reconciliation mended is found in the log of analytics-service, among all else', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-mended-'));
  const line = (fields: object) =>
    JSON.stringify({ level: 'warn', time: '2026-11-21T19:00:00.000Z', service: 'analytics-service', ...fields });
  const msg = 'a row was not as its source holds it and was mended';
  try {
    mkdirSync(join(dataDir, 'logs'));
    const log = [
      line({ msg: 'listening' }),
      line({ kind: 'order', id: 'o1', held: 1, version: 3, msg }),
      'Killed',
      line({ kind: 'payment', id: 'p1', held: null, version: 1, msg }),
      line({ kind: 'product', id: 'x1', held: 4, version: null, msg }),
      '',
    ];
    writeFileSync(join(dataDir, 'logs', 'analytics-service.log'), log.join('\n'));
    expect(mendedRows(dataDir).map(({ kind, held, version }) => [kind, held, version])).toEqual([
      ['order', 1, 3],
      ['payment', null, 1],
      ['product', 4, null],
    ]);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
