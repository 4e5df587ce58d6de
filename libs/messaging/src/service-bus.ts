export { EventTooLarge, type Outgoing, ServiceBus, type ServiceBusSettings, serviceBusEnv } from './service-bus/bus.js';
export { DeadLetter } from './service-bus/dead-letter.js';
export { DeadLetterWatch } from './service-bus/dead-letter-watch.js';
export { receiveOverHttp } from './service-bus/event-door.js';
export { EventContext, EventHandlers } from './service-bus/event-handlers.js';
export type { EventSide } from './service-bus/handle-message.js';
export type { RefusalAudit, RefusalNote } from './service-bus/refusals.js';
export { ServiceBusStrategy, type StrategySettings, serviceBusOptions } from './service-bus/strategy.js';
