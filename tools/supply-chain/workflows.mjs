import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';

const pinned = /@([0-9a-f]{40}|v\d{1,4}(\.\d{1,4}){0,2})$/;

/**
 * What is wrong with what GitHub runs for this repository: text that is no YAML, a workflow that does not say what its
 * token may do, an action that is taken from a branch. A sentence each, and how many files were seen.
 */
export function checkWorkflows(root) {
  const paths = globSync('.github/**/*.{yml,yaml}', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  const faults = paths.sort().flatMap((path) => faultsIn(path, readFileSync(join(root, path), 'utf8')));
  return { faults, seen: paths.length };
}

function faultsIn(path, text) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return broken.map(
      ({ message, pos }) => `${path}:${lines.linePos(pos[0]).line}: no valid YAML (${message}); mend it.`,
    );
  return path.startsWith('.github/workflows/') ? workflowFaults(path, document.toJS() ?? {}) : [];
}

function workflowFaults(path, { permissions, jobs }) {
  const faults = [];
  if (typeof permissions !== 'object' || permissions === null)
    faults.push(
      `${path}: the workflow lists no permissions, so that its token may do whatever the repository's settings say; add "permissions: { contents: read }" and give jobs what else they need.`,
    );
  for (const [name, job] of Object.entries(jobs ?? {})) {
    if (typeof job?.permissions === 'string')
      faults.push(`${path}: the job ${name} has '${job.permissions}' for permissions; list what it needs.`);
    for (const uses of [job?.uses, ...(job?.steps ?? []).map((step) => step?.uses)]) {
      if (uses === undefined || uses.startsWith('./') || pinned.test(uses)) continue;
      faults.push(`${path}: the job ${name} uses ${uses}; name a version of it, such as @v4, or a full commit.`);
    }
  }
  return faults;
}
