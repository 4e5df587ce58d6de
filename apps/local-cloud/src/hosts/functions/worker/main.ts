/**
 * The process in which the app runs, as on Azure beside the host and not within: a crash of the app is the end of this
 * process, and the host starts another.
 */
import type { FunctionMetadata, Level, LogCategory } from '../rpc.js';
import { type FromWorker, isToWorker, type ToWorker } from '../wire.js';
import { provideCoreModule } from './core-module.js';
import { Disposable } from './disposable.js';
import { Hooks } from './hooks.js';
import { invoke } from './invoke.js';
import { loadApp } from './load-app.js';
import type { ProgrammingModel } from './programming-model.js';
import { RegisteredFunctions } from './registered-functions.js';
import { exceptionOf, SystemError } from './system-error.js';

/** The version of Microsoft's worker whose core module this one has. */
const version = '3.13.0';

const functions = new RegisteredFunctions();
const hooks = new Hooks();
const appLevelData = {};
let model: ProgrammingModel | undefined;
let hostVersion = '';

const tell = (message: FromWorker): void => void process.send?.(message);

function log(level: Level, category: LogCategory, message: string, invocationId?: string, context?: unknown): void {
  const line = { level, category, message, hookData: {}, appHookData: hooks.appHookData, invocationContext: context };
  hooks.runForLine(line);
  tell({
    type: 'functions.log',
    level: line.level,
    category,
    message: line.message,
    ...(invocationId === undefined ? {} : { invocationId }),
  });
}

const core = {
  version,
  get hostVersion() {
    return hostVersion;
  },
  registerHook: hooks.register.bind(hooks),
  registerFunction: functions.register.bind(functions),
  setProgrammingModel: (set: ProgrammingModel) => {
    model = set;
  },
  getProgrammingModel: () => model,
  log,
  Disposable,
};
provideCoreModule(core, () =>
  log(
    'warning',
    'system',
    "The app imports @azure/functions-core, which Microsoft's worker gives to require alone: it would not start on Azure.",
  ),
);

async function load(appDirectory: string): Promise<FunctionMetadata[]> {
  await loadApp(appDirectory);
  await hooks.run('appStart', {
    hookData: appLevelData,
    appHookData: hooks.appHookData,
    functionAppDirectory: appDirectory,
  });
  // The library takes its options until it is asked for what it can do.
  const capabilities = await model?.getCapabilities?.({});
  if (capabilities?.HttpUri !== undefined) {
    throw new SystemError('HTTP streaming is not served here: leave enableHttpStream out of app.setup.');
  }
  const registered = functions.lock();
  if (registered.length === 0) {
    throw new SystemError('No job functions found: the entry point registers none with @azure/functions.');
  }
  return registered;
}

async function take(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'functions.load':
      hostVersion = message.hostVersion;
      try {
        const registered = await load(message.appDirectory);
        // Bindings may carry what the library keeps for itself; only data travels.
        const told: FunctionMetadata[] = JSON.parse(JSON.stringify(registered));
        tell({ type: 'functions.loaded', functions: told, model: `${model?.name} ${model?.version}` });
      } catch (error) {
        tell({ type: 'functions.unloadable', exception: exceptionOf(error) });
      }
      return;
    case 'functions.invoke': {
      const { invocationId } = message.request;
      try {
        if (model === undefined) throw new SystemError('No programming model has been set.');
        const response = await invoke({ model, functions, hooks, log }, message.request);
        tell({ type: 'functions.answer', invocationId, response });
      } catch (error) {
        tell({ type: 'functions.failure', invocationId, exception: exceptionOf(error) });
      }
      return;
    }
    case 'functions.terminate':
      try {
        await hooks.run('appTerminate', { hookData: appLevelData, appHookData: hooks.appHookData });
      } catch (error) {
        log('error', 'system', `An appTerminate hook failed: ${exceptionOf(error).message}`);
      }
      process.send?.({ type: 'functions.terminated' } satisfies FromWorker, () => process.exit(0));
  }
}

process.on('message', (message) => {
  if (isToWorker(message)) void take(message);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C and an end of the whole are the host's business: it ends this process in order.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('uncaughtException', (error) => {
  console.error(`Worker uncaught exception: ${exceptionOf(error).stackTrace}`);
  process.exit(1);
});
