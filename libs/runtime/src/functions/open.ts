import { app as functions } from '@azure/functions';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openUnheard, type Service } from '../http/service.js';
import type { Round } from '../rounds.js';
import { flushTelemetry, log, startTelemetry } from '../telemetry.js';
import { registerHttp } from './http-function.js';
import { registerTimers } from './timers.js';

export type FunctionsDoor = Omit<Service, 'module'> & {
  /** Reads the settings and binds them; it is asked again after it failed. */
  module: () => Promise<DynamicModule>;
  /** Each gets a timer. */
  rounds: readonly Round[];
};

/** Gives the application, which is opened once; while that fails, each who asks has it tried again. */
export type OpenFunctions = () => Promise<NestFastifyApplication>;

/**
 * Registers a service's HTTP function and its timers with Azure Functions, and begins to open its application. Functions
 * are registered while the entry point loads and no later, so nothing is waited for here: what comes meanwhile waits. An
 * opening that fails ends the invocations that wait for it, and never the worker.
 */
export function openFunctions(door: FunctionsDoor): OpenFunctions {
  // Nothing listens here, and the setting has no default. No setting of the app: Functions' own host would listen there.
  process.env.PORT ??= '0';
  startTelemetry(door);
  let opening: Promise<NestFastifyApplication> | undefined;
  const opened: OpenFunctions = () => {
    opening ??= open(door).catch((error: unknown) => {
      opening = undefined;
      log.error({ err: error }, `${door.service} could not be opened; the next invocation tries it again`);
      throw error;
    });
    return opening;
  };

  registerHttp(opened);
  registerTimers(door.rounds, opened);
  functions.hook.appTerminate(async () => {
    const app = await opening?.catch(() => undefined);
    await app?.close();
    await flushTelemetry();
  });
  // Whoever waits for it hears of its failure.
  opened().catch(() => undefined);
  return opened;
}

const open = async ({ module, ...service }: FunctionsDoor): Promise<NestFastifyApplication> =>
  openUnheard({ ...service, module: await module() });
