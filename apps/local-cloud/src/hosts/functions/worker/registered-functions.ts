import type { Binding, FunctionMetadata, RetryOptions } from '../rpc.js';
import { Disposable } from './disposable.js';
import { SystemError } from './system-error.js';

export type Callback = (...args: unknown[]) => unknown;

/** What the library gives to `registerFunction`. */
interface Registration {
  name: string;
  functionId?: string;
  bindings: Record<string, Binding>;
  retryOptions?: RetryOptions;
}

/** The functions of the app: they can be registered until it has started, and not after. */
export class RegisteredFunctions {
  readonly #functions = new Map<string, { metadata: FunctionMetadata; callback: Callback }>();
  #locked = false;

  /** @throws SystemError when the app has started, or has a function of that name */
  register({ name, functionId = name, bindings, retryOptions }: Registration, callback: Callback): Disposable {
    if (this.#locked) throw new SystemError('A function can only be registered during app startup.');
    if (this.#functions.has(functionId)) {
      throw new SystemError(`A function with id "${functionId}" has already been registered.`);
    }
    const metadata = { name, functionId, bindings, ...(retryOptions === undefined ? {} : { retryOptions }) };
    this.#functions.set(functionId, { metadata, callback });
    return new Disposable(() => {
      if (this.#locked) throw new SystemError('A function can only be disposed during app startup.');
      this.#functions.delete(functionId);
    });
  }

  /** No function comes or goes any more. */
  lock(): FunctionMetadata[] {
    this.#locked = true;
    return [...this.#functions.values()].map(({ metadata }) => metadata);
  }

  /** @throws SystemError when there is none */
  find(functionId: string): { metadata: FunctionMetadata; callback: Callback } {
    const found = this.#functions.get(functionId);
    if (found === undefined) {
      throw new SystemError(`Function code for '${functionId}' is not loaded and cannot be invoked.`);
    }
    return found;
  }
}
