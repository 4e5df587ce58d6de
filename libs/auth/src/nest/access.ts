import type { Role } from '@causeway/data-model';
import { SetMetadata } from '@nestjs/common';

/** `anyone` needs no token; `user` is any person; a role is a person who holds it; `service` is another service. */
export type Caller = 'anyone' | 'user' | 'service' | Role;

export const accessKey = 'causeway:access';

/** Says who may use a route: any of those named. A route that does not say is refused when the service starts. */
export const Access = (first: Caller, ...others: Caller[]): MethodDecorator =>
  SetMetadata(accessKey, [first, ...others]);
