import { fileURLToPath } from 'node:url';
import { cloudApps } from '../cloud-bundles/cloud-apps.js';
import type { Process } from '../system.js';
import { bundleFolder } from './cloud-bundles.js';

const hostOf = { aws: 'lambda', azure: 'functions' } as const;

/** The processes with the clouds' hosts in the place of the servers: the same ports, the same environment, the bundles that are deployed. */
export function hosted(servers: readonly Process[], { dataDir }: { dataDir: string }): Process[] {
  return servers.map((server) => {
    const app = cloudApps.find(({ name }) => name === server.name);
    return app === undefined ? server : { ...server, ...hostFor(server, app.cloud, dataDir) };
  });
}

/** A server may take its time over an import; behind API Gateway nobody waits for so long. */
const patientEnv = ['IMPORT_BUDGET_MS'];

function hostFor(
  { name, env: given }: Process,
  cloud: keyof typeof hostOf,
  dataDir: string,
): Pick<Process, 'script' | 'env'> {
  const env = Object.fromEntries(Object.entries(given).filter(([setting]) => !patientEnv.includes(setting)));
  const own = { HOST_SERVICE: name, CLOUD_BUNDLE: bundleFolder(name) };
  return {
    script: fileURLToPath(new URL(`./${hostOf[cloud]}/main.js`, import.meta.url)),
    env:
      cloud === 'aws'
        ? { ...env, ...own, HOST_DATA_DIR: dataDir }
        : // The setting that triggers name as their connection.
          { ...env, ...own, ServiceBus: env.SERVICE_BUS_CONNECTION_STRING ?? '' },
  };
}
