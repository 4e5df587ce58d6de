// Before the experiments: the programs of a shop, and what operators type, are packed into one file each. All shops start
// from these, so that no two of them pack the same at the same time.
import { globSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import build from '../system/build.mjs';

const apps = fileURLToPath(new URL('../../../', import.meta.url));
const hosts = {
  gateway: 'local-cloud/dist/gateway/main.js',
  mailbox: 'local-cloud/dist/mailbox/main.js',
};
const commands = {
  'payment-service-restore': 'payment-service/dist/restore.js',
  'analytics-service-restore': 'analytics-service/dist/restore.js',
  'analytics-service-rebuild': 'analytics-service/dist/rebuild.js',
  dlq: 'local-cloud/test/deep/dlq.mjs',
};

export default async function buildAndPack() {
  build();
  const { serviceBusScript } = await import('@causeway/engines');
  const { packed } = await import('../../dist/bundles.js');
  const services = globSync('*/dist/server.js', { cwd: apps }).map((script) => [script.split(sep)[0], script]);
  const scripts = { ...Object.fromEntries(services), ...hosts, ...commands };
  const all = Object.entries(scripts).map(([name, script]) => packed(name, join(apps, script)));
  await Promise.all([packed('service-bus', serviceBusScript), ...all]);
}
