/** The process is gone: nothing after this happens. */
export class Died extends Error {}

/** Decides after how many calls of its ports a process dies, and whether the last one still has its effect. */
export class Fate {
  #left: number;
  readonly #lastHappens: boolean;
  #isDead = false;

  constructor(calls: number, lastHappens: boolean) {
    this.#left = calls;
    this.#lastHappens = lastHappens;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async call<T>(act: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Died();
    this.#left -= 1;
    if (this.#left >= 0) return act();
    this.#isDead = true;
    if (this.#lastHappens) await act();
    throw new Died();
  }
}

/** A port whose process may die at any of its calls. */
export function mortal<T extends object>(port: T, fate: Fate): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => fate.call(async () => member.apply(target, given));
    },
  });
}
