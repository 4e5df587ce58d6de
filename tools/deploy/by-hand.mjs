/** What nobody can do but an operator, once for an environment, from Terraform's outputs. */
export function byHand({ secrets_to_fill: secrets, sql_users: users }) {
  const { secrets_manager: inAws, key_vault: inAzure } = secrets;
  return [
    'By hand, once for an environment:',
    '  1. Give each secret its value; they are made empty.',
    ...inAws.map((name) => `       aws secretsmanager put-secret-value --secret-id ${name} --secret-string file://...`),
    ...inAzure.names.map(
      (name) => `       az keyvault secret set --vault-name ${inAzure.vault} --name ${name} --file ...`,
    ),
    '  2. As one of its administrators, say to each database who its service is:',
    ...Object.entries(users).flatMap(([service, sql]) => [
      `     ${service}:`,
      ...sql.split('\n').map((line) => `       ${line}`),
    ]),
    '  3. Confirm the letter to whoever is told of alarms.',
    '  4. Make the tag `system` a cost allocation tag in the billing console of AWS.',
    '  5. Open the first account of an administrator, with the settings of identity-service: npm run admin -- create --email E',
  ].join('\n');
}
