import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import type { doorEnv } from './env.js';

/** Where a process is told it runs: `CAUSEWAY_MODE`. */
export type Mode = z.infer<typeof doorEnv>['CAUSEWAY_MODE'];

export type Headers = Readonly<Record<string, string>>;

const twoYearsS = 2 * 365 * 24 * 60 * 60;

/**
 * What every answer tells a browser: this is data of the type it says, and no page. An answer that is more than that
 * overrides what it must. Only this computer is spoken to without TLS, so everywhere else browsers are told
 * to keep to it (RFC 6797).
 */
export const protectiveHeaders = (mode: Mode): Headers => ({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  ...(mode === 'local' ? {} : { 'strict-transport-security': `max-age=${twoYearsS}; includeSubDomains` }),
});

/**
 * What a page of ours overrides: it may use this one style sheet, written into it, and what `allowed` says besides, as
 * directives of Content-Security-Policy level 3 such as `script-src 'self'`.
 */
export const pageHeaders = (style: string, ...allowed: string[]): Headers => ({
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    ...allowed,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
});

/** Puts headers on every answer for which a route was looked for; what a route sets itself stays. */
export function protectAnswers(fastify: FastifyInstance, headers: Headers): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
