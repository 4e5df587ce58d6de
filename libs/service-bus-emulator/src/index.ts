export type { Tier } from './broker/limits.js';
export type { EntityCounts } from './broker/queue.js';
export { InvalidConfig } from './config/definitions.js';
export type { EmulatorConfig } from './config/schema.js';
export { type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';
export type { AccessKey, Right } from './security/access-key.js';
export { EmulatorError } from './start-error.js';
export { UnusableDataFile } from './storage/data-file.js';
export type { Identity } from './tls/identity.js';
