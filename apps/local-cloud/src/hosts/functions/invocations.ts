import { randomUUID } from 'node:crypto';
import type { AppWorker } from './app-worker.js';
import { FunctionFailed } from './failures.js';
import type { Say } from './log.js';
import type { FunctionMetadata, InvocationResponse, RetryContext, TraceContext, TypedData } from './rpc.js';

/** What a trigger wants run. */
export interface Invocation {
  of: FunctionMetadata;
  /** Why it runs, for the log: `This function was programmatically called via the host APIs.` */
  reason: string;
  /** The trigger's value. */
  data: TypedData;
  triggerMetadata: Record<string, TypedData>;
  traceContext: TraceContext;
  retryContext?: RetryContext;
}

/** Runs functions in the worker and writes of each when it began, and how and after how long it ended. */
export class Invocations {
  readonly #worker: AppWorker;
  readonly #timeoutMs: number;
  readonly #say: Say;
  readonly #running = new Set<Promise<unknown>>();

  constructor(worker: AppWorker, timeoutMs: number, say: Say) {
    this.#worker = worker;
    this.#timeoutMs = timeoutMs;
    this.#say = say;
  }

  /** @throws FunctionFailed, FunctionTimedOut or WorkerGone; what went wrong is in the log by then */
  run(invocation: Invocation): Promise<InvocationResponse> {
    const running = this.#run(invocation);
    this.#running.add(running);
    const done = () => void this.#running.delete(running);
    running.then(done, done);
    return running;
  }

  /** Resolves once nothing runs any more, at the latest after `withinMs`; says whether that was so. */
  async drained(withinMs: number): Promise<boolean> {
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, withinMs);
    await Promise.race([Promise.allSettled(this.#running), deadline.promise]);
    clearTimeout(timer);
    return this.#running.size === 0;
  }

  async #run({ of, reason, data, ...rest }: Invocation): Promise<InvocationResponse> {
    const invocationId = randomUUID();
    const startedAt = performance.now();
    const { name, functionId } = of;
    this.#say(
      'information',
      `Function.${name}`,
      `Executing 'Functions.${name}' (Reason='${reason}', Id=${invocationId})`,
    );
    const ended = (how: string) => {
      const ms = Math.round(performance.now() - startedAt);
      return `Executed 'Functions.${name}' (${how}, Id=${invocationId}, Duration=${ms}ms)`;
    };
    try {
      const inputData = [{ name: triggerNameOf(of), data }];
      const response = await this.#worker.invoke({ invocationId, functionId, inputData, ...rest }, this.#timeoutMs);
      this.#say('information', `Function.${name}`, ended('Succeeded'));
      return response;
    } catch (error) {
      const detail = error instanceof FunctionFailed ? error.exception.stackTrace || error.message : String(error);
      this.#say('error', `Function.${name}`, `${ended('Failed')} ${detail}`);
      throw error;
    }
  }
}

function triggerNameOf({ name, bindings }: FunctionMetadata): string {
  const trigger = Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type ?? ''));
  if (trigger === undefined) throw new Error(`The function ${name} has no trigger: register it with one.`);
  return trigger[0];
}
