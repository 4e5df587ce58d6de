// A door whose log is what this process writes, without Nest: Node runs no decorators from sources.
import { fastify } from 'fastify';
import { parseBodies } from '../src/http/parsers.ts';
import { observeRequests, traceIdOfRequest } from '../src/http/request-span.ts';
import { problemOf } from '../src/problems.ts';
import { protectiveHeaders } from '../src/protective-headers.ts';
import { holdToHttp, strictHttp } from '../src/strict-http.ts';
import { log, startTelemetry } from '../src/telemetry.ts';

startTelemetry({ service: 'lamp-service', cloud: 'aws' });
const protective = protectiveHeaders('local');
const app = fastify(strictHttp(protective));
observeRequests(app, { service: 'lamp-service', budgetMs: 1000 });
holdToHttp(app, protective);
parseBodies(app);
app.setErrorHandler((error, request, reply) => {
  const { status, body } = problemOf(error, { path: request.url, traceId: traceIdOfRequest(request) });
  if (status === 500) log.error({ err: error, path: request.url, traceId: body.traceId }, 'unexpected error');
  return reply.code(status).send(body);
});
app.post<{ Body: { name: string } }>('/lamps', ({ body: { name } }) => {
  log.warn({ name }, `${name} is not lit`);
  throw new TypeError(`cannot light ${name}`);
});
app.get<{ Params: { name: string } }>('/lamps/:name', ({ params: { name } }) => {
  log.info({ [name]: name }, name);
  return { name };
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.once('message', () => app.close().then(() => process.disconnect?.()));
process.send?.(app.server.address());
