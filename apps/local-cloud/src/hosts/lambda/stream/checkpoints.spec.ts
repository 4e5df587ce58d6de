import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checkpoints } from './checkpoints.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const path = join(folder, 'lambda', 'orders.json');

afterAll(() => rmSync(folder, { recursive: true }));

test('what was read is remembered by the next host, for the same stream alone', () => {
  const first = new Checkpoints(path, 'stream-a');
  expect(first.of('shard-1')).toBeUndefined();
  first.set('shard-1', '10');
  first.set('shard-2', '11');
  first.forget('shard-2');
  expect(new Checkpoints(path, 'stream-a').of('shard-1')).toBe('10');
  expect(new Checkpoints(path, 'stream-a').of('shard-2')).toBeUndefined();
  expect(new Checkpoints(path, 'stream-b').of('shard-1')).toBeUndefined();
});

test('a file that cannot be read is as good as none', () => {
  writeFileSync(path, '{"streamArn":');
  expect(new Checkpoints(path, 'stream-a').of('shard-1')).toBeUndefined();
});
