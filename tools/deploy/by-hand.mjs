/**
 * What nobody can do but an operator, once for an environment.
 *
 * @param outputs Terraform's
 * @param left the names of the secrets that `fillSecrets` left
 */
export function byHand(
  {
    secrets_to_fill: {
      key_vault: { vault },
    },
    sql_users: users,
  },
  left,
) {
  return [
    'By hand, once for an environment:',
    '  1. Give these secrets their values, which others decide about; they are made empty.',
    ...left.aws.map(
      (name) => `       aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://...`,
    ),
    ...left.azure.map((name) => `       az keyvault secret set --vault-name ${vault} --name ${name} --file ...`),
    '  2. As one of its administrators, say to each database who its service is; docs/deployment.md says from where:',
    ...Object.entries(users).flatMap(([service, sql]) => [
      `     ${service}:`,
      ...sql.split('\n').map((line) => `       ${line}`),
    ]),
    '  3. Confirm the letter to whoever is told of alarms.',
    '  4. Make the tag `system` a cost allocation tag in the billing console of AWS.',
    '  5. Open the first account of an administrator, with the settings of identity-service: npm run admin -- create --email E',
  ].join('\n');
}
