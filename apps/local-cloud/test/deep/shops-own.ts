import { databasesOf } from '../../src/databases.js';
import { linkPortsFrom } from '../../src/ports.js';
import { secretsIn } from '../../src/secrets.js';
import { processesOf } from '../../src/system.js';
import type { House } from './house.js';

/** How the shop starts one of its services. */
export function shopsOwn({ system }: House, service: string) {
  const { ports, dataDir, url, port } = system;
  const place = {
    ports,
    dataDir,
    publicUrl: url,
    secrets: secretsIn(dataDir),
    links: linkPortsFrom(port),
    databases: databasesOf(dataDir, undefined),
  };
  const found = processesOf(place).find(({ name }) => name === service);
  if (found === undefined) throw new Error(`${service} is no process of the shop.`);
  return found;
}
