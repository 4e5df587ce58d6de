import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 500;
const quietMs = 10_000;
const patienceMs = 10 * 60_000;

/** Waits for something that comes by itself, for ten minutes at most, and says what for when it takes long. */
export class Wait {
  readonly #what: string;
  readonly #since = Date.now();
  #told = false;

  constructor(what: string) {
    this.#what = what;
  }

  isOver(): boolean {
    return Date.now() - this.#since > patienceMs;
  }

  async on(): Promise<void> {
    if (!this.#told && Date.now() - this.#since > quietMs) {
      this.#told = true;
      console.log(
        `Waiting for ${this.#what}: a message that a killed service had taken is locked for a minute, each time.`,
      );
    }
    await delay(everyMs);
  }
}
