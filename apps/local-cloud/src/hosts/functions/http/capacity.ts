/** Says that there is no room left, not even to wait. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
}

/**
 * host.json's two limits of HTTP: so many requests run at once, the others wait, and when `mostOutstanding` run or wait
 * the next one is turned away.
 */
export class Capacity {
  readonly #mostRunning: number;
  readonly #mostOutstanding: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(mostRunning: number, mostOutstanding: number) {
    this.#mostRunning = mostRunning;
    this.#mostOutstanding = mostOutstanding;
  }

  /** @throws TooMany */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running + this.#waiting.length >= this.#mostOutstanding) throw new TooMany();
    if (this.#running >= this.#mostRunning) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes this one's place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
