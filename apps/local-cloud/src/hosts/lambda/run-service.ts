import { once } from 'node:events';
import { join } from 'node:path';
import { exportedNames } from './exported-names.js';
import { front } from './front.js';
import { functionOf, type Kind, kindNames } from './function-settings.js';
import { binaryMediaTypes } from './gateway/limits.js';
import type { LambdaHostEnv } from './host-env.js';
import { LambdaFunction, type LambdaOptions } from './lambda-function.js';
import { startSchedule } from './schedule.js';
import { destinationFile } from './stream/discarded.js';
import { StreamMapping } from './stream-mapping.js';

export interface ServiceOptions extends Pick<LambdaOptions, 'runtime'> {
  /** Takes the functions' log, line by line. */
  line: (line: string) => void;
  /** Takes what the host itself has to say. */
  say: (sentence: string) => void;
  /** The variables that the functions are told. */
  functionEnv: Readonly<Record<string, string>>;
}

/** The supervisor insists after five seconds. */
const drainMs = 3500;

/**
 * Runs the functions of one service: `http` behind a front of API Gateway's, `relay` behind its table's stream, `rounds` on a
 * schedule. What its bundle does not export is left out. Ready means that an environment of `http` is.
 *
 * @throws Error with one sentence when the bundle cannot be read, or its `http` not be initialised
 */
export async function runService(env: LambdaHostEnv, { line, say, functionEnv, runtime }: ServiceOptions) {
  const exported = await exportsOf(env.CLOUD_BUNDLE);
  const open = (kind: Kind): LambdaFunction | undefined => {
    if (!exported.has(kind)) return;
    const settings = functionOf(kind, { service: env.HOST_SERVICE, folder: env.CLOUD_BUNDLE, env: functionEnv });
    return new LambdaFunction(settings, { say: line, ...(runtime === undefined ? {} : { runtime }) });
  };
  for (const kind of kindNames) if (!exported.has(kind)) say(`The bundle exports no ${kind}, so that nothing runs it.`);
  const [http, relay, rounds] = [open('http'), open('relay'), open('rounds')];
  if (http === undefined) throw new Error(`${env.CLOUD_BUNDLE}/index.mjs exports no http; build it anew.`);
  await http.warm();

  const server = front({ fn: http, binaryMediaTypes, say });
  server.listen(env.PORT, env.HOST);
  await once(server, 'listening');
  const mapping = relay === undefined ? undefined : openMapping(relay, env, say);
  const schedule = rounds === undefined ? undefined : startSchedule({ fn: rounds, everyMs: env.HOST_SCHEDULE_MS, say });
  const address = server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : env.PORT,
    /** Lets what runs come to its end, for a few seconds, and takes nothing new. */
    async close(): Promise<void> {
      schedule?.stop();
      server.close();
      server.closeIdleConnections();
      const stopped = mapping?.close();
      await Promise.all([http, relay, rounds].map((fn) => fn?.close(drainMs)));
      await stopped;
      server.closeAllConnections();
    },
  };
}

function openMapping(fn: LambdaFunction, env: LambdaHostEnv, say: (sentence: string) => void) {
  const { DYNAMODB_ENDPOINT: endpoint, DYNAMODB_TABLE: table, HOST_SERVICE, HOST_DATA_DIR, AWS_REGION: region } = env;
  if (endpoint === undefined || table === undefined) {
    say('The relay has no table whose stream it could follow.');
    return;
  }
  const checkpointFile = join(HOST_DATA_DIR, 'lambda', `${HOST_SERVICE}-stream.json`);
  const discard = destinationFile(join(HOST_DATA_DIR, 'logs', `${fn.settings.name}-failures.jsonl`));
  return new StreamMapping({ fn, endpoint, region, table, checkpointFile, discard, say });
}

async function exportsOf(bundle: string): Promise<ReadonlySet<string>> {
  try {
    return await exportedNames(join(bundle, 'index.mjs'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The bundle in ${bundle} cannot be read: ${why}; run npm run build:cloud.`);
  }
}
