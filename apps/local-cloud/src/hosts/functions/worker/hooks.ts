import { Disposable } from './disposable.js';

/** Contexts are the hooks' own business: each kind has its members. */
type Hook = (context: object) => unknown;

const names = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof names)[number];

const isHookName = (name: string): name is HookName => names.some((one) => one === name);

/** The callbacks that the app registered around its life and its invocations, in their order. */
export class Hooks {
  /** Shared by all hooks. */
  readonly appHookData: Record<string, unknown> = {};
  readonly #hooks = new Map<HookName, Hook[]>(names.map((name) => [name, []]));
  #logging = false;

  /** @throws RangeError for a name that is none; the library asks for its mark to tell an older host from a mistake */
  register(name: string, hook: Hook): Disposable {
    if (!isHookName(name)) {
      throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), { isAzureFunctionsSystemError: true });
    }
    const hooks = this.#of(name);
    hooks.push(hook);
    return new Disposable(() => hooks.splice(hooks.indexOf(hook), 1));
  }

  async run(name: HookName, context: object): Promise<void> {
    for (const hook of this.#of(name)) await hook(context);
  }

  /** Those of `log`, which nobody waits for; a line that one of them writes is not shown to them. */
  runForLine(context: object): void {
    if (this.#logging) return;
    this.#logging = true;
    try {
      for (const hook of this.#of('log')) hook(context);
    } finally {
      this.#logging = false;
    }
  }

  #of(name: HookName): Hook[] {
    return this.#hooks.get(name) ?? [];
  }
}
