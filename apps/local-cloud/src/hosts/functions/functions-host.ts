import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { AppSettings } from './app-settings.js';
import { AppWorker } from './app-worker.js';
import { type HostJson, readHostJson } from './host-json.js';
import { httpFront } from './http/front.js';
import { type HttpFunction, httpFunctionsIn } from './http/http-functions.js';
import { Invocations } from './invocations.js';
import { hostLog, type Say } from './log.js';
import type { FunctionMetadata } from './rpc.js';
import { type BusFunction, busFunctionsIn } from './service-bus/bus-functions.js';
import { BusListener } from './service-bus/bus-listener.js';
import { connectionOf } from './service-bus/connection.js';
import { Timer } from './timer/timer.js';
import { timerFunctionsIn } from './timer/timer-functions.js';

/** How long what is in flight may take when the host ends, in milliseconds; a supervisor insists after five seconds. */
const drainMs = 3000;
/** How long the app's appTerminate hooks may take. */
const goodbyeMs = 1000;

export interface FunctionsHostOptions {
  /** The app's name. */
  name: string;
  appDirectory: string;
  host: string;
  port: number;
  settings: AppSettings;
  /** The script of the process that runs the app, built. */
  workerScript: string;
  /** What the app's process says to others than the host. */
  onOtherMessage: (message: object) => void;
}

export interface FunctionsHost {
  port: number;
  worker: AppWorker;
  /** Takes nothing new, lets what runs end, then the app. */
  stop(): Promise<void>;
}

/**
 * Runs a function app from the very folder that is deployed: its HTTP functions, those by Service Bus and its timers.
 *
 * @throws Error with one sentence when the app, its host.json or a trigger is wrong
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const appDirectory = resolve(options.appDirectory);
  const { host, ignored } = readHostJson(appDirectory);
  const say = hostLog(options.name, host.logging.logLevel);
  if (ignored.length > 0) {
    say('warning', 'Host.Startup', `host.json has what this host does not honour: ${ignored.join(', ')}.`);
  }

  const { workerScript: script, onOtherMessage } = options;
  const worker = new AppWorker({
    script,
    appDirectory,
    env: environmentOf(options, appDirectory),
    say,
    onOtherMessage,
  });
  const functions = await loaded(worker, options.name);
  const triggers = triggersOf(functions, host, options.settings);
  tellOf(functions, triggers.http, triggers.bus, say);

  const invocations = new Invocations(worker, host.functionTimeout, say);
  const front = httpFront({ functions: triggers.http, limits: host.extensions.http, invocations });
  const listeners = [...Map.groupBy(triggers.bus, ({ connection }) => connection)].map(([connection, ofIt]) => {
    const bus = host.extensions.serviceBus;
    const connect = connectionOf(connection, options.settings, bus);
    return new BusListener({ functions: ofIt, connect, options: bus, invocations, say });
  });
  const timers = triggers.timers.map((of) => new Timer(of, invocations, say));

  await Promise.all(listeners.map((listener) => listener.start()));
  for (const timer of timers) timer.start();
  front.listen(options.port, options.host);
  await once(front, 'listening');

  return {
    port: (front.address() as AddressInfo).port, // it listens on TCP
    worker,
    stop: async () => {
      for (const timer of timers) timer.stop();
      const closed = new Promise((done) => front.close(done));
      front.closeIdleConnections();
      const [drained] = await Promise.all([
        invocations.drained(drainMs),
        ...listeners.map((listener) => listener.stop(drainMs)),
      ]);
      if (!drained) {
        say('warning', 'Host.Shutdown', `What still ran after ${drainMs / 1000} s is left to itself.`);
      }
      await worker.stop(goodbyeMs);
      front.closeIdleConnections();
      setTimeout(() => front.closeAllConnections(), 100).unref();
      await Promise.all([closed, ...listeners.map((listener) => listener.close())]);
    },
  };
}

/** What Azure sets for an app, as far as an app can tell. */
const environmentOf = (
  { name, host, port, settings }: FunctionsHostOptions,
  appDirectory: string,
): NodeJS.ProcessEnv => ({
  ...settings,
  FUNCTIONS_WORKER_RUNTIME: 'node',
  FUNCTIONS_EXTENSION_VERSION: '~4',
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  WEBSITE_SITE_NAME: name,
  WEBSITE_HOSTNAME: `${host}:${port}`,
  WEBSITE_INSTANCE_ID: randomBytes(32).toString('hex'),
  AzureWebJobsScriptRoot: appDirectory,
});

async function loaded(worker: AppWorker, name: string): Promise<FunctionMetadata[]> {
  try {
    return await worker.start();
  } catch (error) {
    throw new Error(`The function app ${name} could not be loaded: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws Error with one sentence for a trigger that is wrong, or that this host does not have */
function triggersOf(functions: readonly FunctionMetadata[], host: HostJson, settings: AppSettings) {
  const triggers = {
    http: httpFunctionsIn(functions, host.extensions.http.routePrefix),
    bus: busFunctionsIn(functions, host, settings),
    timers: timerFunctionsIn(functions, settings),
  };
  const served = Object.values(triggers).flatMap((some) => some.map(({ metadata }) => metadata));
  const other = functions.find((one) => !served.includes(one));
  if (other === undefined) return triggers;
  const types = Object.values(other.bindings).map(({ type }) => type);
  throw new Error(
    `The function ${other.name} has a trigger that this host does not serve (${types.join(', ')}): it serves HTTP, Service Bus and timers.`,
  );
}

/** What there is, and what of it is otherwise than in the cloud. */
function tellOf(
  functions: readonly FunctionMetadata[],
  http: readonly HttpFunction[],
  bus: readonly BusFunction[],
  say: Say,
): void {
  say('information', 'Host.Startup', `Found these functions: ${functions.map(({ name }) => name).join(', ')}.`);
  for (const { metadata, authLevel } of http.filter((one) => one.authLevel !== 'anonymous')) {
    say(
      'warning',
      'Host.Startup',
      `${metadata.name} asks for a key in the cloud (${authLevel}); here nobody has to give one.`,
    );
  }
  // Retry policies are for timers and for what this host does not serve: Service Bus delivers again by itself.
  for (const { metadata } of [...http, ...bus]) {
    if (metadata.retryOptions !== undefined && metadata.retryOptions !== null) {
      say(
        'warning',
        'Host.Startup',
        `Retries are not supported for function '${metadata.name}': its trigger has none.`,
      );
    }
  }
  for (const { name, bindings } of functions) {
    const others = Object.values(bindings).filter(({ type }) => !/trigger$|^http$/i.test(type ?? ''));
    if (others.length > 0) {
      const types = others.map(({ type }) => type).join(', ');
      say('warning', 'Host.Startup', `${name} has bindings that this host does not serve: ${types}.`);
    }
  }
}
