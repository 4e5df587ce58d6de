export { dynamoRelay, outboxIndex, outboxPut } from './outbox/dynamo.js';
export { type Lag, type Publisher, Relay } from './outbox/relay.js';
export { createOutbox, type OutboxTables, outboxAdd, sqlRelay } from './outbox/sql.js';
