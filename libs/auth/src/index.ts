export { type AuditNote, type AuditTrail, createAuditTrail } from './audit-trail.js';
export { authEnv } from './env.js';
export { heldBy } from './held-by.js';
export type { Principal, ServicePrincipal, UserPrincipal } from './principal.js';
export type { VerifyingKeys } from './remote-keys.js';
export { type RevocationSource, type Revocations, watchRevocations } from './revoked-sessions.js';
export { createServiceTokens, type ServiceTokens } from './service-tokens.js';
export {
  generatePrivateKey,
  type PublicJwk,
  publicJwkOf,
  type SigningKey,
  signingKeyOf,
  verifyingKeyOf,
} from './signing-key.js';
export { createTokenVerifier, type TokenVerifier, verifierOver } from './token-verifier.js';
export { serviceTokenSeconds, signServiceToken, signUserToken, userTokenSeconds } from './tokens.js';
