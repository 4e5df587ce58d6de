import { join } from 'node:path';
import type { LinkPorts, Ports } from '../ports.js';
import type { Supervised } from '../supervisor/supervised.js';
import type { FaultsOfBus } from './bus-faults.js';
import { FailpointHits } from './failpoint-hits.js';
import type { Laboratory } from './laboratory.js';
import { Link } from './link.js';
import { Processes } from './processes.js';

export interface Site {
  ports: Ports;
  links: LinkPorts;
  dataDir: string;
  members: readonly Supervised[];
  faults: FaultsOfBus;
}

/** Opens the links between the clouds, whole, before the services look for each other through them. */
export async function openLaboratory({ ports, links, dataDir, members, faults }: Site): Promise<Laboratory> {
  const routes = Object.entries(links).map(([name, port]) => ({
    port,
    target: ports[name as keyof LinkPorts], // Object.entries forgets the names of its keys
  }));
  const link = new Link(routes);
  await link.open();
  return { link, faults, processes: new Processes(members), hits: new FailpointHits(join(dataDir, 'logs')) };
}
