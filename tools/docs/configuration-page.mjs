import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

  const parts = [
    opening,
    `## Every process\n\n${settingsTable([doorEnv, processEnv].flatMap((one) => settingsOf(one)))}\n`,
  ];
  for (const name of services) {
    const { settings } = await built(`apps/${name}/dist/app.module.js`);
    parts.push(section(name, settings));
  }
  const sandbox = await built('apps/payment-sandbox/dist/settings.js');
  const gateway = await built('apps/local-cloud/dist/gateway/gateway-env.js');
  const mailbox = await built('apps/local-cloud/dist/mailbox/mailbox-env.js');
  const { options } = await built('apps/local-cloud/dist/options.js');
  parts.push(
    `${section('payment-sandbox', sandbox.settings)}\nOf the settings of every process it takes \`HOST\` and those that are read first.\n`,
    section("The local cloud's gateway", gateway.gatewayEnv),
    section("The local cloud's mailbox", mailbox.mailboxEnv),
    `## The local cloud\n\n${localCloud}\n\n${optionsTable(options)}\n`,
  );
  return parts.join('\n');
}

const opening = `# Configuration

<!-- Written by "npm run docs" from the schemas of the services; change those, not this file. -->

Every process reads its environment once, at its door, and does not start when something in it is wrong: one sentence
names each wrong variable and its rule. The same variables count wherever a process runs, and they alone choose what
answers. An empty variable counts as absent. A variable marked **secret** is, or may hold, what nobody else should see;
the local cloud makes its own up at the first start and keeps them in its data folder.

The clients of AWS find their credentials where they always do (\`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`, a
role); with an endpoint of its own and no credentials in the environment, a service uses those of the local engines.
`;

const localCloud = `\`npm start\` gives each process the variables above; of its own environment it passes on only how to run (\`PATH\`, \`HOME\`,
\`TZ\`, \`LANG\`, \`TMPDIR\`, \`NODE_EXTRA_CA_CERTS\`) and \`LOG_LEVEL\`, so that nothing can point a service at a real cloud.
It takes options instead, as \`npm run dev\` and \`npm run demo\` do:`;

function optionsTable(options) {
  const rows = Object.entries(options).map(([name, { default: fallback, type, description }]) => {
    const shown = type === 'boolean' || fallback === undefined ? '' : `\`${fallback}\``;
    return `| \`--${name}${type === 'boolean' ? '' : ` ${name.toUpperCase()}`}\` | ${shown} | ${description} |`;
  });
  return ['| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
