/** Names under which controllers find what has no class of its own. */
export const USERS = Symbol('users');
export const SESSIONS = Symbol('sessions');
export const API_KEYS = Symbol('API keys');
export const SIGNING_KEYS = Symbol('signing keys');
export const AUDIT_TRAIL = Symbol('audit trail');
export const ERASURES = Symbol('erasures');
export const ISSUER = Symbol('issuer');
export const SURROUNDINGS = Symbol('surroundings');
export const CURSORS = Symbol('cursors');
