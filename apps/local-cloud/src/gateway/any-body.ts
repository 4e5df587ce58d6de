import type { FastifyInstance } from 'fastify';

const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(;|$)/;
const anything = 'application/octet-stream';

/**
 * Takes whatever body comes, as bytes, for a service to judge: after it has asked who is there. Fastify would refuse what is
 * called no media type; to its eyes such a body is of one, while `request.raw` keeps what was sent.
 */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !mediaType.test(type)) request.headers = { 'content-type': anything };
    done();
  });
}
