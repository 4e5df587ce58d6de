import type { Role, Scope } from '@causeway/data-model';
import { SetMetadata } from '@nestjs/common';

/**
 * `anyone` needs no token; `user` is any person, and `owner` a person too, for whom another's things do not exist; a role is
 * a person who holds it; `service` is another service; a scope is a partner whose API key has it. Who shows something else
 * than a token is let through to be judged by the guard of that route: `key-holder` by their API key, `provider` by the
 * signature of the request.
 */
export type Caller = 'anyone' | 'user' | 'owner' | 'service' | 'key-holder' | 'provider' | Role | Scope;

export const accessKey = 'causeway:access';

/** Says who may use a route: any of those named. A route that does not say is refused when the service starts. */
export const Access = (first: Caller, ...others: Caller[]): MethodDecorator =>
  SetMetadata(accessKey, [first, ...others]);
