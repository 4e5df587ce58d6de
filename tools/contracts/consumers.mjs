import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestTag, root } from './documents.mjs';

const program = join(import.meta.dirname, 'read-events.mjs');
const hooks = join(root, 'libs', 'engines', 'from-source.mjs');

/**
 * Lets the consumers of the newest tag read events of today: `parseEvent`, through which every consumer's events come in, and
 * analytics-service's projection, which handles every type, both as they were at the tag.
 *
 * @param samples events by type
 * @returns {{ skipped: string } | { tag: string, read: number, failures: string[] }}
 */
export function runTaggedConsumers(samples, folder = root) {
  const tag = newestTag(folder);
  if (tag === undefined) return { skipped: 'there is no tag v*, so no version whose consumers could run.' };
  const home = mkdtempSync(join(tmpdir(), 'causeway-tagged-'));
  try {
    extract(folder, tag, home);
    linkPackages(home);
    const events = join(home, 'events.json');
    writeFileSync(events, JSON.stringify([...samples.values()].flat()));
    const flags = [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      '--conditions=causeway:source',
      `--import=${hooks}`,
    ];
    const ran = spawnSync(process.execPath, [...flags, program, home, events], {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'silent' },
    });
    if (ran.status !== 0)
      return { tag, read: 0, failures: [`The consumers of ${tag} could not be run: ${ran.stderr.trim()}`] };
    return { tag, ...JSON.parse(ran.stdout) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The tagged tree's libraries and apps. */
function extract(folder, tag, home) {
  const packed = spawnSync(
    'git',
    ['archive', tag, '--', ...['libs', 'apps'].filter((part) => existsSync(join(folder, part)))],
    { cwd: folder, maxBuffer: 512 * 1024 * 1024 },
  );
  if (packed.status !== 0) throw new Error(`git could not give the tree of ${tag}: ${packed.stderr}`);
  const unpacked = spawnSync('tar', ['-x', '-C', home], { input: packed.stdout });
  if (unpacked.status !== 0) throw new Error(`The tree of ${tag} could not be unpacked: ${unpacked.stderr}`);
}

/** Packages of others are today's; those of the house are the tagged ones. */
function linkPackages(home) {
  const [from, to] = [join(root, 'node_modules'), join(home, 'node_modules')];
  mkdirSync(join(to, '@causeway'), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== '@causeway' && name !== '.bin') symlinkSync(join(from, name), join(to, name));
  for (const part of ['libs', 'apps']) {
    const folder = join(home, part);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      symlinkSync(join(folder, name), join(to, '@causeway', name));
      const own = join(root, part, name, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(folder, name, 'node_modules'));
    }
  }
}
