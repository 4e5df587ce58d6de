// Writes docs/configuration.md from the schemas that the doors parse their environment with, docs/api from those that
// validate requests and events, as they are built, docs/failpoints.md from the points that the sources declare, and the table
// of docs/security.md from what stands beside each route; and for Terraform infra/azure/topology.json from the topology and
// infra/aws/routes.json from the gateway's table. Config.json of Microsoft's Service Bus emulator is the topology's, too.
// With --check it writes nothing and fails when a committed file says something else.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pagesOf, root, todaysDocuments } from './contracts/documents.mjs';
import { accessTable, disagreements, withAccessTable } from './docs/access-table.mjs';
import { configurationPage } from './docs/configuration-page.mjs';
import { declaredAccess } from './docs/declared-access.mjs';
import { routesFile } from './docs/routes-file.mjs';
import { topologyFile } from './docs/topology-file.mjs';
import { failpointsPage } from './failpoints/page.mjs';
import { readPoints } from './failpoints/registry.mjs';

const { routes } = await import('../libs/data-model/dist/documents.js');
const topology = await import('../libs/messaging/dist/topology.js');
const { routeTable } = await import('../apps/local-cloud/dist/gateway/upstreams.js');
const declared = await declaredAccess(root);
for (const sentence of disagreements(declared, routes)) {
  console.error(sentence);
  process.exitCode = 1;
}

const { emulatorConfig } = await import('../libs/messaging/dist/topology.js');

const security = 'docs/security.md';
const pages = [
  [security, withAccessTable(readFileSync(join(root, security), 'utf8'), accessTable(declared))],
  ['docs/configuration.md', await configurationPage()],
  ['infra/local/service-bus/Config.json', `${JSON.stringify(emulatorConfig(), null, 2)}\n`],
  ['docs/failpoints.md', failpointsPage(readPoints(root).points)],
  ['infra/azure/topology.json', topologyFile(topology)],
  ['infra/aws/routes.json', routesFile(routeTable)],
  ...pagesOf(await todaysDocuments()),
];
for (const [path, text] of pages) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path} is written.`);
  } else if (existsSync(file) && readFileSync(file, 'utf8') === text) {
    console.log(`${path} says what the sources say.`);
  } else {
    console.error(`${path} no longer says what the sources say: run "npm run docs" and commit it.`);
    process.exitCode = 1;
  }
}
