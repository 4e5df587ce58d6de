export { matchesNone } from './entity-tags.js';
export { type HttpDoor, openHttp } from './http/app.js';
export { precondition } from './http/conditional.js';
export { IdempotencyKey } from './http/idempotency-key.js';
export { idOf } from './http/path-id.js';
export { ProblemFilter } from './http/problem-filter.js';
export { type Door, serve } from './http/serve.js';
export { openService, openUnheard, type Service } from './http/service.js';
export { WireValidationPipe } from './http/wire-validation.js';
