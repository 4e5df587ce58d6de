import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lostOf, mendedRows } from './mended-rows.js';

test('each row that reconciliation mended is found in the log, and the inbox says whether its event came or was lost', () => {
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
    mkdirSync(join(dataDir, 'sql'));
    const db = new DatabaseSync(join(dataDir, 'sql', 'analytics.db'));
    db.exec(
      "create table inbox (event_id text); insert into inbox values ('order/o1/3/shop.order.paid.v1'), ('payment/p1/11/x')",
    );
    db.close();
    const rows = mendedRows(dataDir);
    expect(rows.map(({ kind, held, version, told }) => [kind, held, version, told])).toEqual([
      ['order', 1, 3, true],
      ['payment', null, 1, false],
      ['product', 4, null, false],
    ]);
    expect(lostOf(rows)).toEqual([
      'The event of payment p1, version 1, never reached analytics, which held nothing.',
      'Analytics held a product x1 that its source does not know.',
    ]);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
