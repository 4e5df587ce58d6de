export { Access, type Caller } from './nest/access.js';
export { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS, TOKEN_VERIFIER } from './nest/auth-module.js';
export { CurrentPrincipal } from './nest/current-principal.js';
export { guardRoutes } from './nest/guard-routes.js';
