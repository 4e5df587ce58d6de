import type { Answer } from './proxy-answer.js';

/** API Gateway's own answer ("Gateway response types"): a message, and its kind in a header. */
function gatewayResponse(status: number, kind: string, message: string): Answer {
  const headers = ['Content-Type', 'application/json', 'x-amzn-ErrorType', kind];
  return { status, headers, body: Buffer.from(JSON.stringify({ message })) };
}

/** The function failed, or its answer is none. */
export const malformed = gatewayResponse(502, 'InternalServerErrorException', 'Internal server error');

/** Lambda did not take the invocation: `API_CONFIGURATION_ERROR`. */
export const throttled = gatewayResponse(500, 'InternalServerErrorException', 'Internal server error');

export const timedOut = gatewayResponse(504, 'InternalServerErrorException', 'Endpoint request timed out');

/** For API Gateway, or, as an event, for Lambda. */
export const tooLong = gatewayResponse(413, 'RequestTooLargeException', 'Request Too Long');

/** There is no such path or method; API Gateway says it in words that fit its own API. */
export const unknownRoute = gatewayResponse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
