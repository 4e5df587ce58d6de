import * as z from 'zod';
import { problemCodes } from '../problems.js';
import type { Route } from './route.js';

const document = z.looseObject({});
const page = z.string();
const status = z.enum(['ready', 'unready']);
const readiness = z.strictObject({ status, services: z.record(z.string(), status).optional() });

/** A route that anybody may read. */
const readable = (path: string, tag: string, summary: string, answers: Route['answers']): Route => ({
  method: 'get',
  path,
  tag,
  summary,
  callers: ['anyone'],
  answers,
  problems: [],
});

/** What tells about the API itself: its keys, its health, its documents. */
export const aboutRoutes: readonly Route[] = [
  readable('/.well-known/jwks.json', 'identity', 'The keys that tokens are signed with', {
    200: { schema: z.strictObject({ keys: z.array(document) }) },
  }),
  readable('/.well-known/openid-configuration', 'identity', 'Where tokens and keys come from', {
    200: { schema: document },
  }),
  readable('/health/live', 'health', 'Whether the gateway runs', {
    200: { schema: z.strictObject({ status: z.literal('live') }) },
  }),
  readable('/health/ready', 'health', 'Whether every service answers; which one does not is told to an admin', {
    200: { schema: readiness },
    503: { schema: readiness },
  }),
  readable('/openapi.json', 'documents', 'The REST API as OpenAPI 3.1', { 200: { schema: document } }),
  readable('/asyncapi.json', 'documents', 'The events as AsyncAPI 3', { 200: { schema: document } }),
  readable('/docs', 'documents', 'The REST API as a page', { 200: { schema: page, contentType: 'text/html' } }),
  {
    ...readable('/problems/{code}', 'documents', 'What a problem means, as JSON or as a page', {
      200: { schema: document, orPage: true },
    }),
    pathValues: { code: problemCodes },
    problems: ['not-found'],
  },
];
