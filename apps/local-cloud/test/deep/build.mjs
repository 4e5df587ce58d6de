// Before the experiments: the programs of a shop, and what operators type, are packed into one file each. All shops start
// from these, so that no two of them pack the same at the same time.
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
  await packed('service-bus', serviceBusScript);
  for (const script of globSync('*/dist/server.js', { cwd: apps }))
    await packed(basename(dirname(dirname(script))), join(apps, script));
  for (const [name, script] of Object.entries({ ...hosts, ...commands })) await packed(name, join(apps, script));
}
