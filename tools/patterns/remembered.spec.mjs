import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remembered } from './remembered.mjs';

const folder = mkdtempSync(join(tmpdir(), 'verdicts-'));
const file = join(folder, 'cache', 'patterns.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A judge that finds everything slow, and what it was asked. */
function aJudge() {
  const asked = [];
  const judge = async (pattern, flags) => {
    asked.push(`${pattern} ${flags}`);
    return { isSafe: false, what: `is slow, ${asked.length}` };
  };
  return { judge, asked };
}

it('asks once about a pattern and its flags, in this run and in those after it', async () => {
  const { judge, asked } = aJudge();
  const first = remembered(judge, file);
  const verdicts = [await first.judge('a+', ''), await first.judge('a+', ''), await first.judge('a+', 'g')];
  await first.keep();
  expect(asked).toEqual(['a+ ', 'a+ g']);
  const second = remembered(judge, file);
  expect([await second.judge('a+', ''), await second.judge('a+', ''), await second.judge('a+', 'g')]).toEqual(verdicts);
  expect(asked).toHaveLength(2);
});

it('forgets what is not asked for any more', async () => {
  const { judge } = aJudge();
  const later = remembered(judge, file);
  await later.judge('a+', 'g');
  await later.keep();
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).verdicts)).toEqual(['/a+/g']);
});

it.each([
  ['another version said', (kept) => JSON.stringify({ ...JSON.parse(kept), version: '0.0.1' })],
  ['cannot be read', () => '{'],
])('does not believe what %s', async (_, spoil) => {
  writeFileSync(file, spoil(readFileSync(file, 'utf8')));
  const { judge, asked } = aJudge();
  await remembered(judge, file).judge('a+', 'g');
  expect(asked).toEqual(['a+ g']);
});
