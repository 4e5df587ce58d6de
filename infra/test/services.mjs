import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { localOf } from './configuration.mjs';

const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'print-services.mjs')], { encoding: 'utf8' });

/** By service: the settings that it knows, each with `isRequired` and `isSecret`; and the indexes of its table. */
export const { settings, indexes } = JSON.parse(printed.trim().split('\n').at(-1));

/** The services of each cloud. */
export const clouds = {
  aws: ['identity-service', 'product-service', 'order-service'],
  azure: ['payment-service', 'notification-service', 'analytics-service'],
};

export const services = Object.values(clouds).flat();

/** The names that some service knows. */
export const knownAnywhere = new Set(Object.values(settings).flatMap((all) => all.map(({ name }) => name)));

/** What Terraform sets for a bundle: names, and values as their source. */
export const environmentOf = (cloud, bundle) => ({
  ...localOf(cloud, 'settings_of_all'),
  ...localOf(cloud, 'settings')[bundle],
});
