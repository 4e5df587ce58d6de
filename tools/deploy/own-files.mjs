import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from './stop.mjs';

/**
 * The files of an environment that are its owner's own, below `infra/`: `ENV.tfvars`, and `ENV.backend.hcl`, which says
 * where the state is. Neither is in git.
 *
 * @returns their names relative to `infra/`, and the plain texts among the variables
 * @throws Stop when one is missing
 */
export function ownFiles(root, env) {
  const example = existsSync(join(root, 'infra', 'examples', `${env}.tfvars`)) ? env : 'dev';
  const files = [
    { name: `${env}.tfvars`, like: `examples/${example}.tfvars`, says: 'your accounts, names and sizes' },
    {
      name: `${env}.backend.hcl`,
      like: 'examples/backend-s3.hcl',
      says: `where you keep the state, with key = "causeway/${env}.tfstate"`,
    },
  ];
  const missing = files.filter(({ name }) => !existsSync(join(root, 'infra', name)));
  if (missing.length > 0) {
    const each = missing.map(({ name, like, says }) => `infra/${name} (copy infra/${like} and write into it ${says})`);
    throw new Stop(`The environment ${env} is not described yet: ${each.join(' and ')} must be there.`);
  }
  if (!/^key\s*=/m.test(readFileSync(join(root, 'infra', `${env}.backend.hcl`), 'utf8'))) {
    throw new Stop(`infra/${env}.backend.hcl names no key; write key = "causeway/${env}.tfstate" into it.`);
  }
  const variables = textsIn(readFileSync(join(root, 'infra', `${env}.tfvars`), 'utf8'));
  if (variables.environment !== env) {
    throw new Stop(
      `infra/${env}.tfvars describes the environment ${variables.environment ?? 'of no name'}; write environment = "${env}" into it.`,
    );
  }
  return { variables, tfvars: `${env}.tfvars`, backend: `${env}.backend.hcl` };
}

/** The variables whose value is a text on one line, which is enough to know whose environment it is. */
const textsIn = (source) =>
  Object.fromEntries([...source.matchAll(/^(\w+)\s*=\s*"([^"]*)"\s*$/gm)].map(([, name, value]) => [name, value]));
