import type { Broker } from '../amqp/broker.js';

/** What the HTTP side looks at. */
export interface Observed {
  readonly broker: Broker;
  /** Connected AMQP clients. */
  connections(): number;
  /** Open links of all of them. */
  links(): number;
}
