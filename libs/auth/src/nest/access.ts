import type { Role, Scope } from '@causeway/data-model';
import { SetMetadata } from '@nestjs/common';

/**
 * `anyone` needs no token; `user` is any person; a role is a person who holds it; `service` is another service; a scope
 * is a partner whose API key has it.
 */
export type Caller = 'anyone' | 'user' | 'service' | Role | Scope;

export const accessKey = 'causeway:access';

/** Says who may use a route: any of those named. A route that does not say is refused when the service starts. */
export const Access = (first: Caller, ...others: Caller[]): MethodDecorator =>
  SetMetadata(accessKey, [first, ...others]);
