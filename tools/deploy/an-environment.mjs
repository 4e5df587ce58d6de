import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundles, zipOf } from './bundles.mjs';

const account = '111111111111';
const subscription = '11111111-1111-4111-8111-111111111111';

/** For tests: a repository with fresh bundles, and an environment `dev` that is described. */
export function aRepository(root) {
  for (const folder of ['infra/examples', 'dist/cloud', 'apps/order-service/src', 'libs/runtime/src']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const source = join(root, 'apps', 'order-service', 'src', 'lambda.ts');
  writeFileSync(source, '');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(
    join(root, 'infra', 'dev.tfvars'),
    `environment = "dev"\naws_account_id = "${account}"\nazure_subscription_id = "${subscription}"\n`,
  );
  writeFileSync(join(root, 'infra', 'dev.backend.hcl'), 'bucket = "states"\nkey = "causeway/dev.tfstate"\n');
  for (const name of Object.values(bundles).flat()) {
    writeFileSync(zipOf(root, name), name);
    utimesSync(zipOf(root, name), new Date(), new Date(Date.now() + 60_000));
  }
  return { source };
}

const valuesOf = (outputs) => Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }]));

/** What Terraform says of an environment that is there. */
export const outputs = valuesOf({
  url: 'https://dev.shop.example',
  deployment: {
    functions: ['causeway-dev-order-service-http'],
    resource_group: 'causeway-dev',
    function_apps: { 'payment-service': 'causeway-dev-payment-ab', bridge: 'causeway-dev-bridge-ab' },
  },
  secrets_to_fill: {
    secrets_manager: [
      'causeway-dev/bridge/service-api-key',
      'causeway-dev/identity-service/service-api-keys',
      'causeway-dev/order-service/cursor-secret',
      'causeway-dev/order-service/service-api-key',
    ],
    key_vault: { vault: 'causeway-dev-ab', names: ['payment-service-cursor-secret', 'smtp-url'] },
  },
  sql_users: { 'payment-service': 'CREATE USER [x];\nALTER ROLE y;' },
});

/** Programs that are new enough, log-ins that fit, an environment that is there, and a plan that changes something. */
export const answers = [
  { to: 'terraform version', says: { terraform_version: '1.15.8' } },
  { to: 'terraform output', says: outputs },
  { to: 'terraform show', says: { resource_changes: [{ change: { actions: ['create'] } }] } },
  { to: 'aws --version', says: 'aws-cli/2.31.0 Python/3.13 Linux' },
  { to: 'aws sts', says: { Account: account, Arn: 'arn:aws:iam::111111111111:user/ann' } },
  { to: 'aws lambda update-function-code', says: { Version: '7' } },
  { to: 'aws lambda update-alias', says: { FunctionVersion: '7' } },
  { to: 'aws secretsmanager describe-secret', says: { VersionIdsToStages: { v1: ['AWSCURRENT'] } } },
  { to: 'az keyvault secret list', says: ['payment-service-cursor-secret', 'smtp-url'] },
  { to: 'aws resourcegroupstaggingapi', says: { ResourceTagMappingList: [] } },
  { to: 'az version', says: { 'azure-cli': '2.80.0' } },
  { to: 'az account', says: { id: subscription, name: 'Shop', user: { name: 'ann@shop.example' } } },
  { to: 'az resource', says: [] },
  { to: 'az group', says: [] },
];
