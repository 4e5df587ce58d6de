import type { Role, Scope } from '@causeway/data-model';

/** A person who is signed in, as their access token says. */
export type UserPrincipal = { kind: 'user'; userId: string; roles: Role[]; sessionId: string };

/** Another service of the shop. */
export type ServicePrincipal = { kind: 'service'; name: string; keyId: string };

/** A partner, who may do what the scopes of its API key say. */
export type PartnerPrincipal = { kind: 'partner'; name: string; keyId: string; scopes: Scope[] };

/** Who makes a request. */
export type Principal = UserPrincipal | ServicePrincipal | PartnerPrincipal;

/** The id under which a request's maker is remembered: a user's, or that of the API key. */
export const idOfPrincipal = (principal: Principal): string =>
  principal.kind === 'user' ? principal.userId : principal.keyId;

/** What has to go on for a token to be honoured: a person's session, or the API key that it was given for. */
export const lifelineOf = (principal: Principal): string =>
  principal.kind === 'user' ? principal.sessionId : principal.keyId;
