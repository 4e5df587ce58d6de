import type { Role } from '@causeway/data-model';

/** A person who is signed in, as their access token says. */
export type UserPrincipal = { kind: 'user'; userId: string; roles: Role[]; sessionId: string };

/** Another service of the shop, or a partner, that showed an API key. */
export type ServicePrincipal = { kind: 'service'; name: string };

/** Who makes a request. */
export type Principal = UserPrincipal | ServicePrincipal;
