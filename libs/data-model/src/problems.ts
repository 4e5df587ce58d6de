import * as z from 'zod';

/** Every problem a client can meet: its code, its status and its title (RFC 9457). */
export const problemTypes = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'bad-query': { status: 400, title: 'A query parameter is invalid' },
  'idempotency-key-missing': { status: 400, title: 'The Idempotency-Key header is missing' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key header is invalid' },
  unauthenticated: { status: 401, title: 'Authentication is required' },
  'invalid-token': { status: 401, title: 'The token is not valid' },
  'invalid-credentials': { status: 401, title: 'The credentials are not valid' },
  'invalid-key': { status: 401, title: 'The API key is not valid' },
  'bad-signature': { status: 401, title: 'The signature is not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed' },
  'not-acceptable': { status: 406, title: 'None of the accepted types can be given' },
  timeout: { status: 408, title: 'The request took too long' },
  'out-of-stock': { status: 409, title: 'Not enough is in stock' },
  'price-changed': { status: 409, title: 'The price has changed' },
  'idempotency-in-progress': { status: 409, title: 'The same request is in progress' },
  'illegal-state': { status: 409, title: 'The state does not allow this' },
  'already-exists': { status: 409, title: 'It exists already' },
  'precondition-failed': { status: 412, title: 'It has changed since it was read' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  validation: { status: 422, title: 'Validation failed' },
  'unknown-field': { status: 422, title: 'A field is unknown' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'refund-exceeds': { status: 422, title: 'More than is left would be refunded' },
  'precondition-required': { status: 428, title: 'The If-Match header is required' },
  'quota-exceeded': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'An unexpected error' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const;

export type ProblemCode = keyof typeof problemTypes;

export const problemCodes = Object.keys(problemTypes) as [ProblemCode, ...ProblemCode[]]; // the keys of the map above

export const fieldError = z.strictObject({ pointer: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldError>;

/** A problem as it travels: `application/problem+json` (RFC 9457). */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(problemCodes),
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  errors: z.array(fieldError).optional(),
});
export type Problem = z.infer<typeof problem>;

export type ProblemExtras = {
  /** One sentence for the person who reads it; the code's title when absent. */
  detail?: string;
  errors?: FieldError[];
  /** Members of the problem beyond RFC 9457's own, such as `items` of out-of-stock. */
  members?: Record<string, unknown>;
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
  /** The limit that was met: its name and how much it allows in how many seconds. */
  quota?: { name: string; allowed: number; windowSeconds: number };
  cause?: unknown;
};

/** A rule of the shop said no. It carries a code; what HTTP makes of the code is the door's business. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ProblemCode,
    readonly extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? code, { cause: extras.cause });
  }
}

/** A field of the request breaks a rule that no schema can state. */
export const invalidField = (pointer: string, message: string): DomainError =>
  new DomainError('validation', { detail: '1 field is invalid.', errors: [{ pointer, message }] });

export const notFound = (what: string): DomainError =>
  new DomainError('not-found', { detail: `${what} was not found.` });

export const unavailable = (detail: string, cause?: unknown): DomainError =>
  new DomainError('unavailable', { detail, retryAfter: 1, cause });
