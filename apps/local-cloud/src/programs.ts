import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentKey, startBlob, startDynamo, startNodeProgram, startS3, startServiceBus } from '@causeway/engines';
import { emulatorConfig, topicKeys } from '@causeway/messaging/topology';
import type { FaultsOfBus } from './laboratory/bus-faults.js';
import { laboratoryLock } from './laboratory/settings.js';
import type { Ports } from './ports.js';
import type { Secrets } from './secrets.js';
import type { Program } from './supervisor/supervised.js';
import type { Process } from './system.js';

const beside = (path: string) => new URL(path, import.meta.url);
/** Where Node keeps what it has compiled: whatever starts again starts sooner. */
export const compileCache = fileURLToPath(beside('../../../.causeway/compile-cache'));

/** A machine that is busy with other things needs its time. */
const startsWithinMs = 60_000;

/**
 * Small heaps: a service of this size needs no more, and the whole system has to fit beside a browser. A laboratory starts
 * its processes again and again, and room for what is young saves it a fifteenth of each start.
 */
const nodeFlags = (env: Process['env']) => [
  `--max-semi-space-size=${isLaboratory(env) ? 16 : 8}`,
  '--max-old-space-size=128',
  '--expose-gc',
  `--import=${beside('../give-back-memory.mjs').href}`,
  '--disable-warning=ExperimentalWarning',
];

const isLaboratory = ({ CAUSEWAY_FAILPOINTS }: Process['env']): boolean => CAUSEWAY_FAILPOINTS === 'on';

/**
 * The stores that stand in for the two clouds', keeping their data in the data folder. Service Bus takes the services' own
 * keys, each for what the topology grants it, and the developer's key, with which tools and people may do anything. With
 * `faults` they are those of a laboratory; with `packedBus` Service Bus is started from that file.
 */
export function enginePrograms(
  ports: Ports,
  dataDir: string,
  {
    secrets,
    faults,
    packedBus,
  }: { secrets: Secrets; faults?: FaultsOfBus | undefined; packedBus?: string | undefined },
): Program[] {
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const common = (name: string, data = name) => ({
    dataDir: join(dataDir, data),
    logFile: join(dataDir, 'logs', `${name}.log`),
    env: { NODE_COMPILE_CACHE: compileCache, ...(faults === undefined ? {} : { CAUSEWAY_FAILPOINTS: 'on' }) },
  });
  const url = (port: number) => `http://127.0.0.1:${port}`;
  return [
    {
      name: 'dynamodb',
      kind: 'engine',
      cloud: 'aws',
      url: url(ports.dynamo),
      start: () => startDynamo({ port: ports.dynamo, dataDir: join(dataDir, 'dynamodb') }),
    },
    {
      name: 's3',
      kind: 'engine',
      cloud: 'aws',
      url: url(ports.s3),
      start: () => startS3({ ...common('s3'), port: ports.s3 }),
    },
    {
      name: 'blob-storage',
      kind: 'engine',
      cloud: 'azure',
      url: url(ports.blob),
      start: () => startBlob({ ...common('blob-storage', 'blob'), port: ports.blob }),
    },
    {
      name: 'service-bus',
      kind: 'engine',
      cloud: 'azure',
      url: `sb://localhost:${ports.serviceBus}`,
      start: () =>
        startServiceBus({
          ...common('service-bus'),
          ...(packedBus === undefined ? {} : { script: packedBus }),
          port: ports.serviceBus,
          adminPort: ports.serviceBusAdmin,
          config: emulatorConfig(faults === undefined ? undefined : laboratoryLock),
          keys: [developmentKey, ...topicKeys(secrets.serviceBusKeys)],
          ...(faults === undefined ? {} : { allowFaults: true }),
          ...(faults?.plan === undefined ? {} : { faults: faults.plan }),
        }),
    },
  ];
}

/** A process of the topology as something to start: output to a log file, ready when it says so. */
export function nodeProgram(process_: Process, dataDir: string): Program {
  const { name, kind, cloud, port, script, env } = process_;
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  return {
    name,
    kind,
    cloud,
    url: `http://127.0.0.1:${port}`,
    start: () =>
      startNodeProgram({
        name,
        args: [...nodeFlags(env), ...preloaded(env), script],
        env: { ...inherited(), ...env, NODE_COMPILE_CACHE: compileCache, MALLOC_ARENA_MAX: '2' },
        logFile: join(dataDir, 'logs', `${name}.log`),
        timeoutMs: startsWithinMs,
      }),
  };
}

/** A laboratory may load a module of its own into its processes, before anything else. */
const preloaded = (env: Process['env']): string[] => {
  const module = process.env.CAUSEWAY_LABORATORY_PRELOAD;
  return isLaboratory(env) && module !== undefined ? [`--import=${module}`] : [];
};

/** What a process needs of this one's environment: how to run and what to tell, and nothing that could point it at a real cloud. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ, LANG, TMPDIR, LOG_LEVEL, NODE_EXTRA_CA_CERTS } = process.env;
  const { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG } = process.env;
  const all = {
    PATH,
    HOME,
    TZ,
    LANG,
    TMPDIR,
    LOG_LEVEL,
    NODE_EXTRA_CA_CERTS,
    OTEL_TRACES_SAMPLER,
    OTEL_TRACES_SAMPLER_ARG,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
