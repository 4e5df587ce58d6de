import { fileURLToPath } from 'node:url';

/** What is deployed as one function app: a bundle of its doors. */
export type CloudApp = {
  name: string;
  cloud: 'aws' | 'azure';
  /** The compiled doors; their handlers stand side by side in the bundle. */
  doors: readonly string[];
  /** Packages that are machine code: they lie beside the bundle, for every processor that it is made for. */
  natives: readonly string[];
  /** What the zip may have, in kB: more is a decision, and its reason belongs beside the new number. */
  mostKb: number;
};

const door = (service: string, file: string) =>
  fileURLToPath(new URL(`../../../${service}/dist/${file}.js`, import.meta.url));

const aws = (name: string, mostKb: number, natives: readonly string[] = []): CloudApp => ({
  name,
  cloud: 'aws',
  doors: [door(name, 'lambda')],
  natives,
  mostKb,
});
const azure = (name: string, mostKb: number, doors = [door(name, 'functions')]): CloudApp => ({
  name,
  cloud: 'azure',
  doors,
  natives: [],
  mostKb,
});

/** Every function app of both clouds, by the names that `infra/` has for them. */
export const cloudApps: readonly CloudApp[] = [
  aws('identity-service', 5600, ['@node-rs/argon2']),
  aws('product-service', 4700),
  aws('order-service', 4500),
  azure('payment-service', 7100),
  azure('notification-service', 7200),
  azure('analytics-service', 6900),
  azure('bridge', 3800, [door('order-service', 'bridge'), door('product-service', 'bridge')]),
];
