import type { Role } from '@causeway/data-model';

export type AccessToken = { token: string; expiresIn: number };

/** Signs access tokens. `expiresIn` is in seconds. */
export interface AccessTokens {
  forUser(user: { userId: string; sessionId: string; roles: readonly Role[] }, at: Date): AccessToken;
  forService(service: { name: string; keyId: string; audience: string; scope: string }, at: Date): AccessToken;
}
