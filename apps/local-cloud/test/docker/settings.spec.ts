import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptSecrets } from '../../src/docker/kept-secrets.js';
import { secretEnvironments } from '../../src/docker/secret-environments.js';
import { sqlFiles } from '../../src/docker/sql-databases.js';
import { mountsOf, services } from './compose-file.js';
import { imageEnvironment } from './dockerfile.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What reads the environment of each service that this repository builds: its own parser, with the rules of its mode or without. */
const parsers: Readonly<Record<string, { module: string; schema: string; parser?: 'readEnv' }>> = {
  'identity-service': { module: 'identity-service/dist/app.module.js', schema: 'settings' },
  'product-service': { module: 'product-service/dist/app.module.js', schema: 'settings' },
  'order-service': { module: 'order-service/dist/app.module.js', schema: 'settings' },
  'payment-service': { module: 'payment-service/dist/app.module.js', schema: 'settings' },
  'notification-service': { module: 'notification-service/dist/app.module.js', schema: 'settings' },
  'analytics-service': { module: 'analytics-service/dist/app.module.js', schema: 'settings' },
  'payment-sandbox': { module: 'payment-sandbox/dist/settings.js', schema: 'settings' },
  gateway: { module: 'local-cloud/dist/gateway/gateway-env.js', schema: 'gatewayEnv' },
  'stand-ins': { module: 'local-cloud/dist/docker/stand-ins-env.js', schema: 'standInsEnv', parser: 'readEnv' },
  prepare: { module: 'local-cloud/dist/docker/prepare-env.js', schema: 'prepareEnv', parser: 'readEnv' },
  'prepare-lite': { module: 'local-cloud/dist/docker/prepare-env.js', schema: 'prepareEnv', parser: 'readEnv' },
  seed: { module: 'local-cloud/dist/docker/seed-env.js', schema: 'seedEnv', parser: 'readEnv' },
  administrator: { module: 'identity-service/dist/admin.module.js', schema: 'adminSettings' },
  'payment-migrations': { module: 'payment-service/dist/migrations.module.js', schema: 'migrationSettings' },
  'notification-migrations': { module: 'notification-service/dist/migrations.module.js', schema: 'migrationSettings' },
  'analytics-migrations': { module: 'analytics-service/dist/migrations.module.js', schema: 'migrationSettings' },
};
/** It takes what it waits for from its command line. */
const withoutSettings = ['service-bus-ready'];

/** The databases of the profile `full`, as `prepare` writes their addresses. */
const onServer = Object.fromEntries(
  Object.entries(keptSecrets(folder).sql).map(([service, password]) => [
    service,
    `mssql://causeway:${password}@sql-server:1433/causeway?encrypt=true&trustServerCertificate=true`,
  ]),
) as typeof sqlFiles; // the keys are those of the passwords

/** All that each program is told: by the image, by the secrets that are mounted into it, by docker-compose.yml. */
function told(sqlUrls: typeof sqlFiles) {
  const secrets = secretEnvironments(keptSecrets(folder), sqlUrls);
  const programs = Object.entries(parsers).map(([name, parser]) => {
    const service = services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no ${name}.`);
    const mounted = mountsOf(service).find(({ source }) => source === 'secrets')?.volume?.subpath ?? '';
    return [
      name,
      { parser: 'settingsIn', ...parser, env: { ...imageEnvironment, ...secrets[mounted], ...service.environment } },
    ];
  });
  return Object.fromEntries(programs);
}

it('every program that is built here has its parser looked up', () => {
  const built = Object.entries(services).flatMap(([name, { build }]) => (build === undefined ? [] : [name]));
  expect([...Object.keys(parsers), ...withoutSettings].sort()).toEqual(built.sort());
});

it.each([
  ['files', sqlFiles],
  ['a server', onServer],
])('every program takes what Docker tells it, with SQL in %s', (_where, sqlUrls) => {
  const script = fileURLToPath(new URL('read-settings.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    input: JSON.stringify(told(sqlUrls)),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const good = Object.keys(parsers).map((name) => [name, 'good']);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(good));
});
