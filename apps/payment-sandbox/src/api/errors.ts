import { log } from '@causeway/runtime/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ApiError, invalidRequest } from '../core/api-error.js';

/** Every error leaves in Stripe's shape. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => sendError(reply, unknownUrl(request)));
  app.setErrorHandler((error, _request, reply) => sendError(reply, apiErrorOf(error)));
}

export const errorText = ({ body }: ApiError): string => JSON.stringify({ error: body });

/** What a thrown thing is to the caller; what nobody foresaw is logged, and is 500. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { statusCode, message } = fastifyError.safeParse(error).data ?? { statusCode: 500, message: '' };
  if (statusCode < 500) return new ApiError(statusCode, invalidRequest(message).body);
  log.error({ err: error }, 'unexpected error');
  return new ApiError(500, { type: 'api_error', message: 'An unknown error occurred.' });
}

const fastifyError = z.object({ statusCode: z.number(), message: z.string() });

const sendError = (reply: FastifyReply, error: ApiError): FastifyReply =>
  reply.status(error.status).headers(error.headers).type('application/json').send(errorText(error));

function unknownUrl({ method, url }: FastifyRequest): ApiError {
  const [path] = url.split('?');
  return new ApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}).`,
  });
}
