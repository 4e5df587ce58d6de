import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startDynamo } from './dynamo.js';

// As they stand in its binary.
const statements = [
  'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
  'SELECT event_name, keys_json, new_image FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4',
  'SELECT MIN(sequence_number), MAX(sequence_number) FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2',
];

test('dynoxide finds its way in its streams by an index, after the next start, too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  for (const start of [1, 2]) {
    const engine = await startDynamo({ dataDir });
    const database = new DatabaseSync(join(dataDir, 'dynamo.db'));
    const plans = statements.map((one) => JSON.stringify(database.prepare(`explain query plan ${one}`).all()));
    database.close();
    await engine.stop();
    for (const plan of plans) expect([start, plan]).toEqual([start, expect.stringMatching(/USING (COVERING )?INDEX/)]);
  }
  rmSync(dataDir, { recursive: true });
});
