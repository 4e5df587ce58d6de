export { type AuditNote, type AuditTrail, createAuditTrail } from './audit-trail.js';
export { authEnv } from './env.js';
export { type Erasures, httpErasures } from './erasures.js';
export { heldBy } from './held-by.js';
export {
  idOfPrincipal,
  type PartnerPrincipal,
  type Principal,
  type ServicePrincipal,
  type UserPrincipal,
} from './principal.js';
export type { VerifyingKeys } from './remote-keys.js';
export { type RevocationSource, type Revocations, watchRevocations } from './revoked-sessions.js';
export { serviceApiKeys } from './service-api-keys.js';
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
export { internalScope, serviceTokenSeconds, signServiceToken, signUserToken, userTokenSeconds } from './tokens.js';
