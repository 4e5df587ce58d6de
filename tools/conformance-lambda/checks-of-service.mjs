import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { databasesOf } from '../../apps/local-cloud/dist/databases.js';
import { exportedNames } from '../../apps/local-cloud/dist/hosts/lambda/exported-names.js';
import { functionOf } from '../../apps/local-cloud/dist/hosts/lambda/function-settings.js';
import { LambdaFunction } from '../../apps/local-cloud/dist/hosts/lambda/lambda-function.js';
import { portsFrom } from '../../apps/local-cloud/dist/ports.js';
import { secretsIn } from '../../apps/local-cloud/dist/secrets.js';
import { processesOf } from '../../apps/local-cloud/dist/system.js';
import { startDynamo } from '../../libs/engines/dist/index.js';
import { asks } from './checks.mjs';

/**
 * What is tried with the bundle of a service, which the name of its folder tells: it runs with the settings of `npm start` and
 * a DynamoDB of its own, and nothing else of the shop is there.
 */
export async function checksOfService(runtime, folder, dataDir) {
  const name = basename(folder);
  const exported = await exportedNames(join(folder, 'index.mjs'));
  const withFunction = (kind, use) => async () => {
    const dynamo = await startDynamo();
    const env = environmentOf(name, dataDir, dynamo.endpoint);
    const fn = new LambdaFunction(functionOf(kind, { service: name, folder, env }), { say: () => undefined, runtime });
    try {
      await use(fn);
    } finally {
      await fn.close(0);
      await dynamo.stop();
    }
  };
  const checks = {
    http: {
      name: `${name}: an HTTP event is answered, and so is the next after an event that is none`,
      run: withFunction('http', async (fn) => {
        const ask = await asks(fn);
        assert.equal((await ask('/health/live')).status, 200);
        await fn.invoke('null');
        assert.equal((await ask('/health/live')).status, 200);
      }),
    },
    relay: {
      name: `${name}: a relay event without records is done`,
      run: withFunction('relay', async (fn) => {
        const outcome = await fn.invoke('{"Records":[]}');
        assert.ok(outcome.ok, outcome.error?.errorMessage);
      }),
    },
  };
  return Object.entries(checks).flatMap(([kind, check]) => (exported.has(kind) ? [check] : []));
}

/** The settings that `npm start` gives the service. */
function environmentOf(name, dataDir, dynamoEndpoint) {
  const place = { ports: portsFrom(8080), dataDir, databases: databasesOf(dataDir), secrets: secretsIn(dataDir) };
  const found = processesOf({ ...place, publicUrl: 'http://localhost:8080' }).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no service ${name}: the folder of a bundle bears its name.`);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = found.env;
  return { PATH: process.env.PATH, ...env, ...(env.DYNAMODB_ENDPOINT ? { DYNAMODB_ENDPOINT: dynamoEndpoint } : {}) };
}
