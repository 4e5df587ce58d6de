import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packed } from '../bundles.js';

const apps = new URL('../../../', import.meta.url);
const built = (app: string, program: string) => fileURLToPath(new URL(`${app}/dist/${program}.js`, apps));
const ours = (program: string) => built('local-cloud', program);

/** Each image's programs, by the name of the one file that each becomes. An image is what `SERVICE` of the Dockerfile names. */
export const images: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'identity-service': {
    server: built('identity-service', 'server'),
    admin: built('identity-service', 'admin'),
  },
  'product-service': { server: built('product-service', 'server') },
  'order-service': { server: built('order-service', 'server') },
  'payment-service': {
    server: built('payment-service', 'server'),
    migrate: built('payment-service', 'migrate'),
    restore: built('payment-service', 'restore'),
  },
  'notification-service': {
    server: built('notification-service', 'server'),
    migrate: built('notification-service', 'migrate'),
  },
  'analytics-service': {
    server: built('analytics-service', 'server'),
    migrate: built('analytics-service', 'migrate'),
    restore: built('analytics-service', 'restore'),
    rebuild: built('analytics-service', 'rebuild'),
  },
  'payment-sandbox': { server: built('payment-sandbox', 'server') },
  gateway: { server: ours('gateway/main') },
  'stand-ins': {
    server: ours('docker/stand-ins'),
    'service-bus': ours('docker/service-bus'),
    mailbox: ours('mailbox/main'),
    'payment-sandbox': built('payment-sandbox', 'server'),
  },
  errands: {
    prepare: ours('docker/prepare'),
    'wait-for': ours('docker/wait-for'),
    seed: ours('docker/seed'),
  },
};

/** What asks a container's own doors whether they are open; every image has it. */
const health = ours('docker/health');

/** Packs an image's programs into a folder, one file each. @throws Error when there is no such image */
export async function packImage(name: string, folder: string): Promise<void> {
  const programs = images[name];
  if (programs === undefined) throw new Error(`There is no image ${name}, but ${Object.keys(images).join(', ')}.`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(await packed('health', health), `${folder}/health.mjs`);
  for (const [program, script] of Object.entries(programs)) {
    // A server is packed by its own name, as `npm start -- --bundle` does.
    const file = await packed(program === 'server' ? name : `${name}-${program}`, script);
    copyFileSync(file, `${folder}/${program}.mjs`);
  }
}
