// Before the experiments: what operators type is packed into one file each, as the services are, since it is typed often.
import { fileURLToPath } from 'node:url';
import build from '../system/build.mjs';

const apps = fileURLToPath(new URL('../../../', import.meta.url));
const commands = {
  'payment-service-restore': 'payment-service/dist/restore.js',
  'analytics-service-restore': 'analytics-service/dist/restore.js',
  'analytics-service-rebuild': 'analytics-service/dist/rebuild.js',
  dlq: 'local-cloud/test/deep/dlq.mjs',
};

export default async function buildAndPack() {
  build();
  const { packed } = await import('../../dist/bundles.js');
  for (const [name, script] of Object.entries(commands)) await packed(name, `${apps}${script}`);
}
