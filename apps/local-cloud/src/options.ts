import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Misuse } from './misuse.js';

const allHosts = ['servers', 'cloud'] as const;
export type Hosts = (typeof allHosts)[number];

export interface Options {
  port: number;
  fresh: boolean;
  dev: boolean;
  dataDir: string;
  laboratory: boolean;
  bundle: boolean;
  /** Who runs the services: servers of their own, or hosts that run what is deployed. */
  hosts: Hosts;
  /** The SQL Server that keeps what Azure SQL would; files when absent. */
  sqlUrl?: string;
}

/** What `npm start`, `npm run dev` and `npm run demo` take. */
export const options = {
  port: { type: 'string', default: '8080', description: "The gateway's port; all others follow it." },
  fresh: { type: 'boolean', default: false, description: 'Empties the data folder first.' },
  dev: { type: 'boolean', default: false, description: 'Restarts what was built anew: `npm run dev`.' },
  laboratory: {
    type: 'boolean',
    default: false,
    description:
      'Opens `/__local/laboratory`: failpoints, cuts of the link between the clouds, faults of Service Bus, kills; with locks and leases of seconds. Takes the ports P+27 to P+33 too.',
  },
  bundle: {
    type: 'boolean',
    default: false,
    description:
      'Packs each service and Service Bus into one file first, so that it starts again in a third of the time.',
  },
  hosts: {
    type: 'string',
    default: 'servers',
    description:
      '`cloud` runs the bundles of `npm run build:cloud` as Lambda and Azure Functions would, in hosts that speak their protocols. Takes the port P+9 too.',
  },
  'sql-url': {
    type: 'string',
    description:
      'An SQL Server to use instead of files, `mssql://user:password@host:1433?encrypt=true&trustServerCertificate=true`; the log-in makes three databases. The environment can give it as `SQL_URL`, where the process list does not show it.',
  },
  data: {
    type: 'string',
    description: 'The data folder; `.causeway/data` at port 8080, `.causeway/data-PORT` at others.',
  },
} as const;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The command line of `npm start`.
 *
 * @throws Misuse, or what `parseArgs` throws, when an option is unknown or wrong.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({ args: [...args], options });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_500) {
    throw new Misuse(`--port ${values.port} cannot be used; give a number from 1024 to 65500.`);
  }
  const usual = port === 8080 ? 'data' : `data-${port}`;
  const dataDir = values.data === undefined ? resolve(root, '.causeway', usual) : resolve(values.data);
  const sqlUrl = values['sql-url'] ?? process.env.SQL_URL;
  if (sqlUrl !== undefined && !isServer(sqlUrl)) {
    throw new Misuse('--sql-url cannot be used; give mssql://user:password@host:1433?encrypt=true.');
  }
  const { fresh, dev, laboratory, bundle } = values;
  const hosts = allHosts.find((one) => one === values.hosts);
  if (hosts === undefined) throw new Misuse(`--hosts ${values.hosts} cannot be used; give ${allHosts.join(' or ')}.`);
  const servers = Object.entries({ dev, laboratory, bundle }).find(([, isWanted]) => isWanted)?.[0];
  if (hosts === 'cloud' && servers !== undefined)
    throw new Misuse(`--${servers} and --hosts=cloud exclude each other: it is for services that are servers.`);
  return { port, fresh, dev, dataDir, laboratory, bundle, hosts, ...(sqlUrl === undefined ? {} : { sqlUrl }) };
}

function isServer(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'mssql:' && url.hostname !== '' && url.username !== '';
}
