export { dynamoRelay } from './outbox/dynamo.js';
export { outboxIndex, outboxPut } from './outbox/dynamo-entries.js';
export { type Publisher, Relay } from './outbox/relay.js';
export { relayHandler } from './outbox/relay-handler.js';
export {
  createOutbox,
  type OutboxTables,
  outboxAdd,
  sqlOutbox,
  sqlOutboxEnv,
  sqlRelay,
  unpublishedSince,
} from './outbox/sql.js';
export type { Lag } from './outbox/store.js';
export { sweepOutbox } from './outbox/sweep-round.js';
