import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * Who makes the request, as a parameter of a handler: a `UserPrincipal` where the route's `@Access` names people only,
 * a `ServicePrincipal` where it says `service`, a `PartnerPrincipal` too where it names a scope, undefined where it says
 * `anyone`.
 */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().principal,
);
