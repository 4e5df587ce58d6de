import type * as z from 'zod';
import type { ProblemCode } from '../problems.js';

/** An answer in JSON, or without a body, and the headers it comes with. */
export const json = (schema: z.ZodType | null, ...headers: string[]) => ({ schema, headers });

/** What can be wrong with any body. */
export const written: readonly ProblemCode[] = [
  'malformed-json',
  'unsupported-media-type',
  'too-large',
  'validation',
  'unknown-field',
];
/** What a route for those who have a token answers to others: `forbidden` for a token that is not of their kind or role. */
export const signedIn: readonly ProblemCode[] = ['unauthenticated', 'invalid-token', 'forbidden'];
/** What can be wrong with an `Idempotency-Key`. */
export const keyed: readonly ProblemCode[] = [
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-in-progress',
  'idempotency-key-reused',
];
