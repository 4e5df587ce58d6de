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
    const { status, title } = problemTypes[code];
    reply.header('cache-control', 'public, max-age=3600');
    varyBy(reply, 'accept');
    if (!request.headers.accept?.includes('text/html')) {
      return reply.send({ type: `/problems/${code}`, code, status, title });
    }
    const body = `<p><code>${code}</code> comes with HTTP status ${status}.</p><p><a href="/docs">The API</a></p>`;
    return reply.headers(htmlHeaders).send(htmlPage(title, body));
  });
}

const isCode = (text: string): text is ProblemCode => Object.hasOwn(problemTypes, text);
