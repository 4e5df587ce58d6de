import type * as z from 'zod';
import type { Role, Scope } from '../identity.js';
import type { ProblemCode } from '../problems.js';

/** As `@Access` has it beside each route. */
export type Caller = 'anyone' | 'user' | 'owner' | 'key-holder' | 'provider' | Role | Scope;

export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  tag: string;
  summary: string;
  callers: readonly Caller[];
  /** What a path parameter can be, where it is not an id. */
  pathValues?: Record<string, readonly string[]>;
  query?: z.ZodObject;
  headers?: readonly (
    | 'Idempotency-Key'
    | 'If-Match'
    | 'If-None-Match'
    | 'x-api-key'
    | 'Stripe-Signature'
    | 'Last-Event-ID'
  )[];
  body?: { schema: z.ZodType; contentType?: string };
  /** The answers that are not problems: status to what it holds; null for no body. */
  answers: Record<
    number,
    {
      schema: z.ZodType | null;
      contentType?: string;
      /** Who prefers a page is given the same as one. */
      orPage?: true;
      headers?: readonly string[];
    }
  >;
  problems: readonly ProblemCode[];
};
