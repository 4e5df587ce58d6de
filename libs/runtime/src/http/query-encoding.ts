import type { FastifyInstance } from 'fastify';
import { invalid } from '../problems.js';

/** 400 for a query that is not percent-encoded UTF-8: read leniently, it would be taken for another one. */
export function refuseGarbledQueries(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    const { url } = request;
    const start = url.indexOf('?');
    if (start < 0 || !url.includes('%', start)) return done();
    const garbled = url
      .slice(start + 1)
      .split('&')
      .find((parameter) => !isEncoded(parameter));
    if (garbled === undefined) return done();
    const [name = ''] = garbled.split('=', 1);
    done(invalid([{ path: [name.slice(0, 100)], message: 'must be percent-encoded UTF-8' }], 'query'));
  });
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
