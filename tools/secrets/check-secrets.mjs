import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowed } from './allowed.mjs';
import { secretsIn } from './find-secrets.mjs';

/** What is not ours, is built, or is kept out of the repository. */
const skippedFolders = new Set([
  'node_modules',
  'dist',
  'bundle',
  'coverage',
  '.git',
  '.cache',
  '.nx',
  '.causeway',
  '.terraform',
]);
/** Hashes of packages, and what a developer keeps to himself. */
const skippedFiles = /(^package-lock\.json|^\.env|\.log|\.terraform\.lock\.hcl)$/;
/** The one that is part of the repository: it says what Docker starts. */
const ourEnv = '.env';

/**
 * Looks for secrets in every file of the repository.
 *
 * @param exceptions the reviewed list; one that is not needed any more is a fault, too
 * @returns the faults, how many files were read, and what was found and is allowed
 */
export function checkSecrets(root, exceptions = allowed) {
  const faults = [];
  const excused = [];
  const used = new Set();
  let seen = 0;
  for (const path of filesBelow(root)) {
    const source = readFileSync(join(root, path), 'utf8');
    // Pictures and other bytes.
    if (source.includes('\0')) continue;
    seen += 1;
    for (const { what, value, line } of secretsIn(path, source)) {
      const exception = exceptions.find(
        (one) => value.startsWith(one.starts) && (one.in === undefined || one.in.includes(path)),
      );
      if (exception === undefined) faults.push(`${path}:${line} holds ${what}, ${beginningOf(value)}: ${cure}`);
      else excused.push({ path, value });
      used.add(exception);
    }
  }
  for (const one of exceptions) {
    if (!used.has(one)) faults.push(`tools/secrets/allowed.mjs allows ${one.starts}, which is nowhere: remove it`);
  }
  return { faults, seen, excused };
}

const cure =
  'take it out and have it exchanged where it is good for anything, or say in tools/secrets/allowed.mjs why it is none';

/** Enough to find it, too little to use it in a log. */
const beginningOf = (value) => `${value.slice(0, Math.min(12, Math.ceil(value.length / 3)))}…`;

function* filesBelow(root, folder = '') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* filesBelow(root, path);
    if (entry.isFile() && (path === ourEnv || !skippedFiles.test(entry.name))) yield path;
  }
}
