export { type BridgedService, bridgeEvents } from './triggers/bridge.js';
export type { TriggeredSide } from './triggers/handle.js';
export { receiveByTriggers } from './triggers/register.js';
