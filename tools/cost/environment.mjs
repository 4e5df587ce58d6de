import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';

/** What of an environment's variables decides about its cost: its own `infra/ENV.tfvars`, or else the example. */
export async function environmentIn(root, env) {
  const own = join(root, 'infra', `${env}.tfvars`);
  const file = existsSync(own) ? own : join(root, 'infra', 'examples', `${env}.tfvars`);
  const variables = await parse(file, readFileSync(file, 'utf8'));
  return {
    isPremium: variables.bus_sku === 'Premium',
    alwaysReady: variables.always_ready_payments,
    replicas: Object.keys(variables.table_replicas ?? {}).length,
    databases: Object.values(variables.databases).map((one) => ({ minCores: one.min_cores })),
  };
}
