export { asyncApiDocument } from './documents/asyncapi.js';
export { openApiDocument } from './documents/openapi.js';
export type { Caller, Route } from './documents/route.js';
export { routes } from './documents/routes.js';
