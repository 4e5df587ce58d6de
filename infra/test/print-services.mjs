// Prints what the services, as they are built, say of themselves: the settings they know, and the indexes of their tables.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const built = (path) => import(pathToFileURL(join(root, path)).href);
const services = ['identity', 'product', 'order', 'payment', 'notification', 'analytics'].map(
  (one) => `${one}-service`,
);

const { processEnv } = await built('libs/runtime/dist/env.js');
const { productIndexes } = await built('apps/product-service/dist/adapters/table.js');
const { orderIndexes } = await built('apps/order-service/dist/adapters/order-items.js');
const { outboxIndex } = await built('libs/messaging/dist/outbox.js');

async function settingsOf(service) {
  const { settings } = await built(`apps/${service}/dist/app.module.js`);
  const { properties, required = [] } = settings.extend(processEnv.shape).toJSONSchema({ io: 'input' });
  return Object.entries(properties).map(([name, { secret = false }]) => ({
    name,
    isRequired: required.includes(name),
    isSecret: secret !== false,
  }));
}

const settings = await Promise.all(services.map(async (service) => [service, await settingsOf(service)]));
const indexes = {
  'identity-service': [outboxIndex],
  'product-service': productIndexes,
  'order-service': [...orderIndexes, outboxIndex],
};
console.log(JSON.stringify({ settings: Object.fromEntries(settings), indexes }));
process.exit(0);
