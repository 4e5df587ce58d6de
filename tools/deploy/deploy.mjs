import { join } from 'node:path';
import { bundles, checkBundles } from './bundles.mjs';
import { byHand } from './by-hand.mjs';
import { deployToAws, deployToAzure } from './code.mjs';
import { checkAwsLogIn, checkAzureLogIn } from './log-ins.mjs';
import { optionsIn } from './options.mjs';
import { ownFiles } from './own-files.mjs';
import { checkPrograms } from './programs-needed.mjs';
import { fillSecrets } from './secrets.mjs';
import { Stop } from './stop.mjs';
import { terraformIn } from './terraform.mjs';

const usage = 'npm run deploy -- --env dev [--cloud aws|azure|both] [--plan] [--yes]';

/**
 * Deploys the shop. With `--cloud both`, everything that `infra/` says, and the code; with one cloud, that cloud's code alone,
 * into an environment that is there: each cloud is told of the other, so it is made in both at once.
 *
 * @param around `say` writes a line, `confirm` asks a question that is answered by yes or no, `smoke` tries a shop out by
 * its address and returns what is wrong with it
 * @returns the exit code
 * @throws Stop
 */
export async function deploy(root, argv, around) {
  const { cloud, env, yes, plan: onlyPlan } = optionsIn(argv, ['cloud', 'env', 'yes', 'plan'], usage);
  if (cloud !== 'both' && onlyPlan)
    throw new Stop('--plan shows what Terraform would change, in both clouds; leave out --cloud.', 2);
  const clouds = cloud === 'both' ? ['aws', 'azure'] : [cloud];
  const { say } = around;

  const own = ownFiles(root, env);
  checkPrograms(
    ['terraform', ...(clouds.includes('aws') ? ['aws'] : []), ...(clouds.includes('azure') ? ['az'] : [])],
    say,
  );
  if (clouds.includes('aws')) checkAwsLogIn(own.variables, say);
  if (clouds.includes('azure')) checkAzureLogIn(own.variables, say);
  checkBundles(
    root,
    clouds.flatMap((one) => bundles[one]),
    say,
  );

  const terraform = terraformIn(root, own);
  terraform.init();
  const { deployment: before } = terraform.outputs();
  if (cloud !== 'both') {
    if (before === undefined) {
      throw new Stop(
        `There is no environment ${env} yet. Each cloud is told of the other, so it is made in both at once: run \`npm run deploy -- --cloud both --env ${env}\`.`,
      );
    }
    if (cloud === 'aws') deployToAws(root, before, say);
    else deployToAzure(root, before, say);
    return tryOut(terraform.outputs().url, env, around);
  }

  const file = join(root, 'infra', `${env}.tfplan`);
  const changes = terraform.plan(file);
  if (onlyPlan) return 0;
  if (changes) {
    if (!yes && !(await around.confirm(`Carry out this plan in ${env}?`))) throw new Stop('Nothing was changed.');
    terraform.apply(file);
  } else say('Terraform has nothing to change.');
  const outputs = terraform.outputs();
  const left = fillSecrets(outputs.secrets_to_fill, say);
  deployToAzure(root, outputs.deployment, say);
  say(byHand(outputs, left));
  if (before === undefined) {
    say(
      `Secrets are empty yet, so ${outputs.url} is not tried out: fill them in, then run \`npm run smoke -- ${outputs.url}\`.`,
    );
    return 0;
  }
  return tryOut(outputs.url, env, around);
}

async function tryOut(url, env, { say, smoke }) {
  const faults = await smoke(url, { order: env !== 'prod' });
  if (faults.length === 0) {
    say(`${url} answers.`);
    return 0;
  }
  throw new Stop(
    `${url} is deployed but not well: ${faults.join('; ')}. Look at its logs, and see docs/deployment.md for how to go back.`,
  );
}
