// The house's import rules: who may import whom. The one table that docs/architecture.md describes.

/** Rooms of a service, by the path below `src/`. */
export const roomOfServiceFile = (path) => {
  if (path.startsWith('core/')) return 'core';
  if (path.startsWith('adapters/')) return 'adapters';
  if (path.startsWith('api/')) return 'api';
  if (/^[a-z-]+\.module\.ts$/.test(path)) return 'app.module';
  if (/^(server|lambda|functions|bridge|rebuild|restore|admin|migrate)\.ts$/.test(path)) return 'door';
  return undefined;
};

/** What each room of a service may import: rooms of its own service, and libraries (`lib` or `lib/subpath`). */
export const serviceRules = {
  core: { rooms: ['core'], libs: ['data-model'], packages: [] },
  adapters: {
    rooms: ['core', 'adapters'],
    libs: [
      'data-model',
      'auth',
      'messaging',
      'stores',
      'runtime/telemetry',
      'runtime/env',
      'runtime/failpoints',
      'runtime/outgoing',
      'runtime/cursors',
    ],
    packages: 'any',
  },
  api: { rooms: ['core', 'api'], libs: ['data-model', 'auth', 'messaging', 'runtime'], packages: 'any' },
  'app.module': {
    rooms: ['core', 'adapters', 'api', 'app.module'],
    libs: ['data-model', 'auth', 'messaging', 'stores', 'runtime'],
    packages: 'any',
  },
  door: { rooms: ['app.module'], libs: ['runtime', 'messaging', 'auth'], packages: 'any' },
};

/** What each library, and each app that is not a service, may import of this repository. */
export const projectRules = {
  'data-model': [],
  runtime: ['data-model'],
  auth: ['data-model', 'runtime/telemetry', 'runtime/env', 'runtime/failpoints', 'runtime/outgoing'],
  // Both reach services of Azure that may know a process by its identity instead of a key.
  stores: [
    'data-model',
    'runtime/telemetry',
    'runtime/env',
    'runtime/failpoints',
    'runtime/outgoing',
    'runtime/cloud-identity',
  ],
  messaging: [
    'data-model',
    'stores',
    'runtime/telemetry',
    'runtime/env',
    'runtime/failpoints',
    'runtime/outgoing',
    'runtime/cloud-identity',
  ],
  'service-bus-emulator': [],
  engines: ['service-bus-emulator'],
  invariants: ['data-model', 'stores', 'messaging', 'runtime'],
  testing: ['data-model', 'auth', 'messaging', 'runtime', 'stores', 'engines', 'service-bus-emulator', 'invariants'],
  'payment-sandbox': ['runtime'],
  'local-cloud': [
    'data-model',
    'messaging/topology',
    'messaging/dead-letters',
    'runtime',
    'invariants',
    'service-bus-emulator',
    'engines',
  ],
  bench: ['data-model', 'engines'],
};

export const services = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];

export const apps = [...services, 'payment-sandbox', 'local-cloud', 'bench'];

/**
 * The one place where services meet outside of a running system: a model of the whole saga, made of their cores and of
 * their stores in memory. Only tests are there.
 */
export const meetingPlace = { project: 'local-cloud', folder: 'test/model/', rooms: ['core', 'model'] };

/** Folder names that say nothing about what is in them. */
export const emptyNames = ['common', 'shared', 'utils', 'util', 'helpers', 'helper', 'core-lib', 'misc'];

/** Core is plain TypeScript: neither Nest, nor a cloud, nor the machine's clock, randomness or environment. */
export const forbiddenInCore = [
  { pattern: /\bprocess\.(env|hrtime|argv|exit)\b/, why: 'core reads no environment' },
  { pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, why: 'core has no clock: take the clock port' },
  { pattern: /\bMath\.random\(|\brandomUUID\(|\bgetRandomValues\(/, why: 'core has no randomness: take the ids port' },
  { pattern: /\bsetTimeout\(|\bsetInterval\(/, why: 'core has no timers' },
];

/** Whether `lib` or `lib/subpath` is covered by a rule's list. */
export const allows = (list, specifier) =>
  list.some((entry) => specifier === entry || specifier.startsWith(`${entry}/`));
