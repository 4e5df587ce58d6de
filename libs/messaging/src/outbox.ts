export { dynamoRelay } from './outbox/dynamo.js';
export { outboxIndex, outboxPut } from './outbox/dynamo-entries.js';
export { type Lag, type Publisher, Relay } from './outbox/relay.js';
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
export { sweepOutbox } from './outbox/sweep-round.js';
