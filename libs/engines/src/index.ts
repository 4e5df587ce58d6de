export { type BlobEngine, blobConnectionString, startBlob } from './blob.js';
export { startDynamo } from './dynamo.js';
export { type Engine, EngineError, type EngineOptions } from './engine.js';
export { freePort } from './free-port.js';
export { freePorts } from './free-ports.js';
export { type NodeProgram, startNodeProgram } from './node-child.js';
export { localCredentials, startS3 } from './s3.js';
export {
  developmentKey,
  type ServiceBusEngine,
  type ServiceBusOptions,
  serviceBusConnectionString,
  serviceBusScript,
  startServiceBus,
} from './service-bus.js';
export { createDatabase, createOwner, databasesOf, databaseUrl, dropDatabase, versionOf } from './sql/server.js';
export { fleetingDatabase, type TestDatabase, testDatabase, testServer } from './sql/test-database.js';
