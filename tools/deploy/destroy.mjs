import { join } from 'node:path';
import { emptyBuckets } from './buckets.mjs';
import { leftOver } from './left-over.mjs';
import { checkAwsLogIn, checkAzureLogIn } from './log-ins.mjs';
import { optionsIn } from './options.mjs';
import { ownFiles } from './own-files.mjs';
import { checkPrograms } from './programs-needed.mjs';
import { Stop } from './stop.mjs';
import { terraformIn } from './terraform.mjs';

const usage = 'npm run destroy -- --env dev [--yes]';

/**
 * Takes an environment away in both clouds, with everything in it, and then looks for what is left over.
 *
 * @param around `say` writes a line, `read` asks for a text
 * @returns the exit code: 1 where something is left over
 * @throws Stop
 */
export async function destroy(root, argv, { say, read }) {
  const { env, cloud, yes } = optionsIn(argv, ['cloud', 'env', 'yes'], usage);
  if (cloud !== 'both')
    throw new Stop('Each cloud is told of the other, so an environment goes in both at once; leave out --cloud.', 2);
  const own = ownFiles(root, env);
  checkPrograms(['terraform', 'aws', 'az'], say);
  checkAwsLogIn(own.variables, say);
  checkAzureLogIn(own.variables, say);

  const terraform = terraformIn(root, own);
  terraform.init();
  const file = join(root, 'infra', `${env}.tfplan`);
  const isThere = terraform.plan(file, ['-destroy']);
  const system = `causeway-${env}`;
  const region = own.variables.aws_region ?? 'eu-west-1';
  if (isThere) {
    if (!yes && (await read(`All of ${env} goes, with its orders and files. Type its name: `)) !== env) {
      throw new Stop('That is not its name; nothing was changed.');
    }
    emptyBuckets(system, region, say);
    terraform.apply(file);
  } else say('Terraform knows of nothing there.');

  const left = leftOver(system, region);
  if (left.length === 0) {
    say(`Nothing bears the tag system=${system} any more.`);
    return 0;
  }
  say(`Left over, with the tag system=${system}:`);
  for (const { cloud: where, id } of left) say(`  ${where} ${id}`);
  say(
    'Keys, secrets and vaults go by themselves when their days are over; all else costs money until somebody deletes it.',
  );
  return 1;
}
