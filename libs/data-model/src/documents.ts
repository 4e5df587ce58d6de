export { asyncApiDocument } from './documents/asyncapi.js';
export { openApiDocument } from './documents/openapi.js';
export { type Caller, type Route, routes } from './documents/routes.js';
