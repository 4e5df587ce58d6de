import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFaults } from './check-lock.mjs';
import { inexactVersions } from './exact-versions.mjs';
import { undecidedScripts } from './install-scripts.mjs';
import { licenceFaults } from './licences.mjs';
import { installed } from './locked.mjs';
import { readManifests } from './manifests.mjs';
import { checkWorkflows } from './workflows.mjs';

/**
 * Whether what a repository installs is exactly what was chosen, may run nothing while it is installed, and has a licence
 * that is allowed; and whether its workflows are no wider open than they need be.
 *
 * @param allowed what `licenceFaults` takes
 * @returns `{ faults, manifests, packages, workflows }`: a sentence per fault, and how many of each were looked at
 */
export function checkSupplyChain(root, allowed) {
  const textOf = (path) => readFileSync(join(root, path), 'utf8');
  const manifests = readManifests(root);
  const lock = JSON.parse(textOf('package-lock.json'));
  const { packages = {} } = lock;
  const workflows = checkWorkflows(root);
  const faults = [
    ...inexactVersions(manifests),
    ...lockFaults(manifests, lock, existsSync(join(root, '.npmrc')) ? textOf('.npmrc') : ''),
    ...undecidedScripts(packages, manifests[0].manifest.allowScripts ?? {}),
    ...licenceFaults(packages, allowed),
    ...workflows.faults,
  ];
  const count = installed(packages).length;
  if (count === 0) faults.push('package-lock.json holds no package: the check would check nothing.');
  if (workflows.seen === 0) faults.push('.github holds no YAML file: the check would check nothing.');
  return { faults, manifests: manifests.length, packages: count, workflows: workflows.seen };
}
