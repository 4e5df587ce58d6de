import { notFound, type ProblemCode, problemTypes } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import { htmlHeaders, htmlPage } from '../html-page.js';
import { onlyGet } from './only-get.js';
import { varyBy } from './vary.js';

/** `/problems/{code}`: what a problem's `type` points to, as a page or as JSON, whichever the client prefers. */
export function problemPages(app: FastifyInstance): void {
  onlyGet(app, '/problems/:code', (request, reply) => {
    const code = request.raw.url?.split('?')[0]?.split('/')[2] ?? '';
    if (!isCode(code)) throw notFound('The problem');
    reply.header('cache-control', 'public, max-age=3600');
    varyBy(reply, 'accept');
    if (!request.headers.accept?.includes('text/html')) return reply.send(problemDescription(code));
    return reply.headers(htmlHeaders).send(problemPage(code));
  });
}

/** What a program is told of a problem. */
export function problemDescription(code: ProblemCode) {
  const { status, title } = problemTypes[code];
  return { type: `/problems/${code}`, code, status, title };
}

/** The same as a page. */
export function problemPage(code: ProblemCode): string {
  const { status, title } = problemTypes[code];
  const body = `<p><code>${code}</code> comes with HTTP status ${status}.</p><p><a href="/docs">The API</a></p>`;
  return htmlPage(title, body);
}

const isCode = (text: string): text is ProblemCode => Object.hasOwn(problemTypes, text);
