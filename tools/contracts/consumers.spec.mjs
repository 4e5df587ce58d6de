import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTaggedConsumers } from './consumers.mjs';
import { baselineOf, newestTag, root } from './documents.mjs';
import { samplesOf } from './samples.mjs';

const today = JSON.parse(readFileSync(join(root, 'docs', 'api', 'asyncapi.json'), 'utf8'));
const folders = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const git = (folder, ...args) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder, stdio: 'pipe' });

/** A repository that holds today's libraries and analytics-service, and its documents, under these tags. */
function repository(tags, change = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-tags-'));
  folders.push(folder);
  const source = (path) => !/\/(node_modules|dist|bundle|test)(\/|$)/.test(path);
  for (const part of [
    'libs/data-model',
    'libs/stores',
    'libs/messaging',
    'libs/runtime',
    'apps/analytics-service',
    'docs/api',
  ]) {
    mkdirSync(join(folder, part), { recursive: true });
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: source });
  }
  change(folder);
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'A version');
  for (const tag of tags) git(folder, 'tag', tag);
  return folder;
}

describe('the consumers of a tagged version', () => {
  it('are not there without a tag: that is said, and the committed baseline counts', () => {
    const folder = repository([]);
    expect(runTaggedConsumers(new Map(), folder)).toEqual({ skipped: expect.stringContaining('no tag v*') });
    expect(baselineOf(folder).source).toBe('docs/api/baseline');
  });

  it('read every event of today, what is new in them included', () => {
    const folder = repository(['v1.0.0', 'v1.10.0', 'v1.9.0', 'vintage']);
    expect(newestTag(folder)).toBe('v1.10.0');
    expect(baselineOf(folder).source).toBe('v1.10.0');
    const added = structuredClone(today);
    for (const { payload } of Object.values(added.components.messages))
      payload.properties.data.properties.addedLater = { type: 'string', const: 'x' };
    for (const document of [today, added]) {
      const samples = samplesOf(document);
      const all = [...samples.values()].flat();
      expect(samples.size).toBe(24);
      expect(runTaggedConsumers(samples, folder)).toEqual({ tag: 'v1.10.0', read: all.length, failures: [] });
    }
  }, 300_000);

  it('that understood less are told from today’s, field and reason', () => {
    const folder = repository(['v1.0.0'], (copy) => {
      const file = join(copy, 'libs/data-model/src/events.ts');
      const text = readFileSync(file, 'utf8').replace(
        "'committed', 'released', 'restocked'",
        "'committed', 'released'",
      );
      writeFileSync(file, text);
    });
    const { failures } = runTaggedConsumers(samplesOf(today), folder);
    const told = failures.filter((failure) => failure.startsWith('shop.reservation.released.v1 is refused: '));
    expect(told.join('\n')).toContain('reservation.status');
  }, 300_000);

  it('whose handler fails are told, too', () => {
    const folder = repository(['v1.0.0'], (copy) => {
      const file = join(copy, 'apps/analytics-service/src/adapters/project-event.ts');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(
          "if ('stock' in data)",
          "if ('stock' in data && data.stock.left > 2) throw new Error('never so much'); if ('stock' in data)",
        ),
      );
    });
    const { failures } = runTaggedConsumers(samplesOf(today), folder);
    expect(failures).toEqual(['shop.product.stock_changed.v1 cannot be projected: never so much']);
  }, 300_000);
});
