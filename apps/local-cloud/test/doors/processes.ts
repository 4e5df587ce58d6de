import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { databasesOf } from '../../src/databases.js';
import { type Ports, portsFrom } from '../../src/ports.js';
import { secretsIn } from '../../src/secrets.js';
import { type Process, processesOf } from '../../src/system.js';

/** Text as random as a key, in an alphabet that URLs and connection strings need not escape. */
export const random = () => randomBytes(32).toString('hex');

/**
 * The shop's processes as `npm start` starts them, with a good environment for a mode: the shop's own random secrets, and
 * in `docker` the keys that the emulators have.
 *
 * @param everything the port of whatever is not among `engines`
 */
export function processesFor(
  mode: 'docker' | 'cloud',
  dataDir: string,
  everything: number,
  engines: Partial<Ports> = {},
): Process[] {
  const others = Object.keys(portsFrom(0)).map((name) => [name, everything]);
  const ports = { ...(Object.fromEntries(others) as Ports), ...engines }; // the keys are those of the ports
  const place = { ports, dataDir, databases: databasesOf(dataDir, undefined), secrets: secretsIn(dataDir) };
  return processesOf({ ...place, publicUrl: 'https://shop.example', hosts: 'servers' }).map((one) => ({
    ...one,
    env: { ...one.env, PORT: '0', ...(mode === 'docker' ? inDocker : inCloud(one, ports)) },
  }));
}

const inDocker = { CAUSEWAY_MODE: 'docker', AWS_SECRET_ACCESS_KEY: 'test', DEMO_USERS: 'false' };

const inCloud = ({ env }: Process, ports: Ports) => ({
  CAUSEWAY_MODE: 'cloud',
  AWS_SECRET_ACCESS_KEY: random(),
  DEMO_USERS: 'false',
  SERVICE_BUS_CONNECTION_STRING: `Endpoint=sb://localhost:${ports.serviceBus};SharedAccessKeyName=causeway;SharedAccessKey=${random()}`,
  AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=https;AccountName=causeway;AccountKey=${random()};BlobEndpoint=http://127.0.0.1:${ports.blob}/causeway`,
  SMTP_URL: `smtps://causeway:${random()}@127.0.0.1:${ports.smtp}`,
  SQL_URL: env.SQL_URL ?? `sqlite:${join('nowhere', 'none.db')}`,
});
