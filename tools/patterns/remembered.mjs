import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const { version } = createRequire(import.meta.url)('recheck/package.json');

/**
 * A judge that remembers: a verdict, which can take a second, holds for as long as the library that gives it is the same. The
 * file is committed, so that whoever checks the rest out need not judge it again.
 *
 * @param judge what gives a verdict on a pattern and its flags
 * @param file where verdicts are kept; it may be missing, or hold what another version said
 * @returns `{ judge, keep }`: the judge, and what writes the verdicts that it was asked for
 */
export function remembered(judge, file) {
  const earlier = verdictsIn(file);
  const asked = new Map();
  return {
    judge(pattern, flags) {
      const key = `/${pattern}/${flags}`;
      if (!asked.has(key)) asked.set(key, earlier[key] ?? judge(pattern, flags));
      return asked.get(key);
    },
    async keep() {
      const verdicts = await Promise.all([...asked].map(async ([key, verdict]) => [key, await verdict]));
      verdicts.sort(([a], [b]) => (a < b ? -1 : 1));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ version, verdicts: Object.fromEntries(verdicts) }, null, 2)}\n`);
    },
  };
}

function verdictsIn(file) {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    return kept.version === version ? kept.verdicts : {};
  } catch {
    return {};
  }
}
