/** What the library takes back a registration with; the protocol's core module has it as a class. */
export class Disposable {
  #dispose: (() => unknown) | undefined;

  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  /** The second time, nothing. */
  dispose(): void {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    dispose?.();
  }
}
