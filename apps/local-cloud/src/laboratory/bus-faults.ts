import { unavailable } from '@causeway/data-model';
import type { BusFaults } from './wire.js';

/** What Service Bus is to do wrong: told to the emulator, and told again to the one that comes after it was killed. */
export class FaultsOfBus {
  readonly #url: string;
  #plan: BusFaults | undefined;

  /** @param adminUrl the emulator's HTTP side */
  constructor(adminUrl: string) {
    this.#url = `${adminUrl}/faults`;
  }

  /** What the emulator is to begin with, when it starts again. */
  get plan(): BusFaults | undefined {
    return this.#plan;
  }

  /** @throws DomainError `unavailable` while the emulator is away; the plan counts then from its next start */
  async put(plan: BusFaults): Promise<unknown> {
    this.#plan = plan;
    return this.#ask('PUT', JSON.stringify(plan));
  }

  async end(): Promise<unknown> {
    this.#plan = undefined;
    return this.#ask('DELETE');
  }

  /** What is in force and what was done since this emulator started. */
  tell(): Promise<unknown> {
    return this.#ask('GET');
  }

  async #ask(method: string, body?: string): Promise<unknown> {
    try {
      const response = await fetch(this.#url, {
        method,
        signal: AbortSignal.timeout(5000),
        ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return await response.json();
    } catch (error) {
      throw unavailable('Service Bus does not take faults now.', error);
    }
  }
}
