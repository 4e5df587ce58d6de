import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { secretsTable } from './secrets-table.mjs';
import { settingsOf, settingsTable } from './settings-table.mjs';

const root = join(import.meta.dirname, '..', '..');
const built = (path) => import(pathToFileURL(join(root, path)).href);

const services = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];

/** The whole of docs/configuration.md. Starts nothing: it only loads what declares the settings. */
export async function configurationPage() {
  const { doorEnv, processEnv } = await built('libs/runtime/dist/env.js');
  const everywhere = [doorEnv, processEnv];
  const section = (title, schema) => `## ${title}\n\n${settingsTable(settingsOf(schema, everywhere))}\n`;

  const schemas = new Map();
  for (const name of services) {
    const { settings } = await built(`apps/${name}/dist/app.module.js`);
    schemas.set(name, settings);
  }
  const sandbox = await built('apps/payment-sandbox/dist/settings.js');
  schemas.set('payment-sandbox', sandbox.settings);
  const ofServices = [...schemas].map(([name, schema]) => ({
    name,
    cloud: cloudOf(name),
    settings: settingsOf(schema),
  }));

  const parts = [
    opening,
    `## Secrets\n\n${secrets}\n\n${secretsTable(ofServices)}\n\n${identities}\n\n${references}\n`,
    `## Every process\n\n${settingsTable([doorEnv, processEnv].flatMap((one) => settingsOf(one)))}\n`,
  ];
  for (const name of services) parts.push(section(name, schemas.get(name)));
  const gateway = await built('apps/local-cloud/dist/gateway/gateway-env.js');
  const mailbox = await built('apps/local-cloud/dist/mailbox/mailbox-env.js');
  const lambda = await built('apps/local-cloud/dist/hosts/lambda/host-env.js');
  const functions = await built('apps/local-cloud/dist/hosts/functions/functions-host-env.js');
  const { options } = await built('apps/local-cloud/dist/options.js');
  parts.push(
    `${section('payment-sandbox', sandbox.settings)}\nOf the settings of every process it takes \`HOST\`, \`CAUSEWAY_MODE\` and those that are read first.\n`,
    section("The local cloud's gateway", gateway.gatewayEnv),
    section("The local cloud's mailbox", mailbox.mailboxEnv),
    section("The local cloud's Lambda host", lambda.lambdaHostEnv),
    section("The local cloud's Functions host", functions.functionsHostEnv),
    await dockerSection(),
    `## The local cloud\n\n${localCloud}\n\n${optionsTable(options)}\n`,
  );
  return parts.join('\n');
}

/** The programs that only Docker runs; docker-compose.yml tells them everything. */
async function dockerSection() {
  const programs = [
    ['prepare', 'prepareEnv', 'prepare: makes secrets, databases and the bucket'],
    ['seed', 'seedEnv', 'seed: puts the catalogue on sale'],
    ['stand-ins', 'standInsEnv', 'stand-ins: of the profile `lite`'],
    ['service-bus', 'serviceBusEnv', 'service-bus: among the stand-ins'],
    ['health', 'healthEnv', "health: every image's check"],
  ];
  const { doorEnv } = await built('libs/runtime/dist/env.js');
  const parts = ["## Docker's own programs\n"];
  for (const [file, schema, title] of programs) {
    const loaded = await built(`apps/local-cloud/dist/docker/${file}-env.js`);
    parts.push(`### ${title}\n\n${settingsTable(settingsOf(loaded[schema], [doorEnv]))}\n`);
  }
  return parts.join('\n');
}

const opening = `# Configuration

<!-- Written by "npm run docs" from the schemas of the services; change those, not this file. -->

Every process reads its environment once, at its door, and does not start when something in it is wrong: one sentence
names each wrong variable and its rule, on standard error, and the exit code is 1. The same variables count wherever a
process runs, and they alone choose what answers. An empty variable counts as absent. A variable marked **secret** is, or
may hold, what nobody else should see: see [Secrets](#secrets).

The clients of AWS find their credentials where they always do (\`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`, a
role); in \`local\` mode, with an endpoint of its own and no credentials in the environment, a service uses those of the local
engines.
`;

const secrets = `Outside of \`local\` mode a secret that is missing, has a default or an example for its value, is too short or repeats
itself stops the process before it opens anything; the sentence names the variable and never its value. So do demo users,
and in \`cloud\` mode a \`PUBLIC_URL\` without encryption. In \`docker\` mode the keys that everybody knows are good for what they
belong to, at a host that is no cloud's, and for nothing else: Azurite's account key, LocalStack's \`test\` and the
\`SAS_KEY_VALUE\` of the Service Bus emulator. The local cloud makes its own secrets up at the first start and keeps them in its
data folder, in \`secrets.json\`, which only its owner can read. \`npm run lint\` looks for secrets in every file of the repository.`;

const identities = `### Instead of a secret

In \`cloud\` mode the address of a Service Bus namespace, of a storage account or of a database can stand without a key or a
password, if it is encrypted and one of Azure's own. The process then shows that it is \`AZURE_CLIENT_ID\`: on Azure by the
token of its managed identity; on AWS by the token that AWS signs for its role, which Entra exchanges. On an operator's own
computer it is whoever has logged in with \`az login\`. References to AWS Secrets Manager are read on Azure as
\`AWS_ROLE_ARN\`, which the identity becomes; elsewhere with what the clients of AWS find. Tokens are kept until four minutes
before they end and then exchanged anew; each step has three attempts of 4 s, and a sentence that says which step failed and what
to check.`;

const references = `### References

The value of a secret can say where the secret is instead of being it. Such references are exchanged for what they refer to
once, at the start, all at the same time; the client of a store is loaded only where a reference needs it.

| reference | what it means |
|---|---|
| \`aws-secretsmanager://<name or ARN>[#<key in its JSON>]\` | a secret's current version, or one text of the JSON object in it; a name is looked for in \`AWS_REGION\` (\`eu-west-1\`), an ARN in its own region. The role needs \`secretsmanager:GetSecretValue\`. |
| \`azure-keyvault://<vault>.vault.azure.net/secrets/<name>[/<version>]\` | a secret's newest version, or the one it names. The process's identity needs the role Key Vault Secrets User. |

Several with commas between them give a list. An attempt has 3 s; a store that does not answer, is busy or fails is asked
four times in some 12 s. Then, and at once where it refuses, one sentence says which variable could not be read, from which
store, what that answered and what to do, and the exit code is 1. An emulator of a store is named by
\`AWS_ENDPOINT_URL_SECRETS_MANAGER\` or \`AZURE_KEYVAULT_ENDPOINT\`.

### Exchanging a secret

A running process keeps what it read; a new start reads what is new. What is signed outlives a start, so two secrets can be
a list, the newest first: the first one signs, and what any of them signed is taken.

- \`CURSOR_SECRET\`: where several processes run, \`old,new\` first, so that each takes what is to come; then \`new,old\`; then, when
  nobody turns the pages of an old list any more, \`new\`. Start the service again each time.
- \`PAYMENT_WEBHOOK_SECRET\`: \`new,old\` before the provider signs with the new one, \`new\` when it has sent the last with the old.
- \`SERVICE_API_KEY\`: \`new,old\` as the service's entry in \`SERVICE_API_KEYS\`, and identity-service again; then \`new\` to the service, and
  that again; then \`new\` alone in \`SERVICE_API_KEYS\`, and identity-service again, which ends the old key and its tokens.
- A connection string: Azure's accounts and namespaces have two keys each. Change to the second, start again, renew the first.
- A password: give the database or the mail server a second user, change to it, start again, delete the first.`;

const localCloud = `\`npm start\` gives each process the variables above; of its own environment it passes on only how to run (\`PATH\`, \`HOME\`,
\`TZ\`, \`LANG\`, \`TMPDIR\`, \`NODE_EXTRA_CA_CERTS\`) and \`LOG_LEVEL\`, so that nothing can point a service at a real cloud.
It takes options instead, as \`npm run dev\` and \`npm run demo\` do:`;

/** Where a service belongs, as its project says. */
function cloudOf(name) {
  const { nx } = JSON.parse(readFileSync(join(root, 'apps', name, 'package.json'), 'utf8'));
  return nx.tags.find((tag) => tag.startsWith('cloud:'))?.slice('cloud:'.length);
}

function optionsTable(options) {
  const rows = Object.entries(options).map(([name, { default: fallback, type, description }]) => {
    const shown = type === 'boolean' || fallback === undefined ? '' : `\`${fallback}\``;
    return `| \`--${name}${type === 'boolean' ? '' : ` ${name.toUpperCase()}`}\` | ${shown} | ${description} |`;
  });
  return ['| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
