import { packedFile } from '../../src/bundles.js';
import { databasesOf } from '../../src/databases.js';
import { linkPortsFrom } from '../../src/ports.js';
import { secretsIn } from '../../src/secrets.js';
import { type Process, processesOf } from '../../src/system.js';
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
    hosts: 'servers' as const,
    databases: databasesOf(dataDir, undefined),
  };
  const found = processesOf(place).find(({ name }) => name === service);
  if (found === undefined) throw new Error(`${service} is no process of the shop.`);
  return found;
}

/** The one file that a service of a shop with `--bundle` was packed into. */
export const packedScript = ({ name }: Pick<Process, 'name'>): string => packedFile(name);
