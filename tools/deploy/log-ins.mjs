import { askJson } from './programs.mjs';
import { Stop } from './stop.mjs';

/** Says who is logged in to AWS. Throws Stop when nobody is, or somebody of another account than the variables name. */
export function checkAwsLogIn({ aws_account_id: wanted, aws_region: region = 'eu-west-1' }, say) {
  const { Account: account, Arn: arn } = askJson('aws', ['sts', 'get-caller-identity', '--output', 'json'], {
    otherwise: 'log in to AWS, such as with `aws sso login` or AWS_PROFILE',
  });
  say(`AWS: account ${account}, region ${region}, as ${arn}`);
  mustBe(account, wanted, 'AWS account', 'aws_account_id', 'AWS_PROFILE');
}

/** As `checkAwsLogIn`, for Azure. */
export function checkAzureLogIn({ azure_subscription_id: wanted, azure_location: location = 'northeurope' }, say) {
  const { id, name, user } = askJson('az', ['account', 'show', '--output', 'json'], {
    otherwise: 'log in to Azure with `az login`',
  });
  say(`Azure: subscription ${name} (${id}), region ${location}, as ${user?.name ?? 'somebody'}`);
  mustBe(id, wanted, 'Azure subscription', 'azure_subscription_id', '`az account set --subscription`');
}

function mustBe(found, wanted, what, variable, by) {
  if (wanted === undefined || wanted === found) return;
  throw new Stop(
    `The ${what} that you are logged in to is ${found}, but ${variable} says ${wanted}; change one of them, the first by ${by}.`,
  );
}
