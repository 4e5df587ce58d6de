import type { Limits } from '../broker/limits.js';
import type { Namespace } from '../broker/namespace.js';
import type { Keyring } from '../security/keyring.js';
import type { Store } from '../storage/store.js';

/** What the AMQP side works on. */
export interface Broker {
  readonly namespace: Namespace;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly limits: Limits;
  /** Of a message whose entity does not say otherwise. */
  readonly maxMessageBytes: number;
  now(): number;
  guid(): string;
}
