import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const traceId = '0af7651916cd43dd8448eb211c80319c';

/** A service with two operations, whose document it keeps to unless it is told what to do wrong. */
export async function serverWith(fault: (response: ServerResponse) => boolean) {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('x-trace-id', traceId);
      response.setHeader('connection', 'close');
      const [path = ''] = (request.url ?? '').split('?');
      const isNew = request.method === 'POST' && path === '/v1/lamps';
      const isRead = request.method === 'GET' && /^\/v1\/lamps\/[^/]+$/.test(path);
      if (!isNew && !isRead) return refuse(response, path);
      if (fault(response)) return;
      if (isNew) response.setHeader('location', '/v1/lamps/1');
      send(response, isNew ? 201 : 200, { id: '1', watts: 40 });
    });
  });
  // What is no HTTP is not what is tried here.
  server.on('clientError', (_error, socket) => socket.end(rawRefusal('400 Bad Request', 'malformed-json')));
  server.on('connect', (_request, socket) => socket.end(rawRefusal('404 Not Found', 'not-found')));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function send(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

export const problemOf = (instance: string, changes: object = {}) => ({
  type: '/problems/not-found',
  title: 'Not found',
  status: 404,
  detail: 'It was not found.',
  instance,
  code: 'not-found',
  traceId,
  ...changes,
});

const refuse = (response: ServerResponse, path: string) =>
  send(response, 404, problemOf(path), 'application/problem+json');

/** The same for what Node hands over as a bare connection. */
function rawRefusal(status: string, code: string): string {
  const told = problemOf('/', { type: `/problems/${code}`, status: Number.parseInt(status, 10), code });
  const body = JSON.stringify(told);
  const type = 'content-type: application/problem+json';
  const lines = [
    `HTTP/1.1 ${status}`,
    `x-trace-id: ${traceId}`,
    type,
    `content-length: ${body.length}`,
    'connection: close',
  ];
  return [...lines, '', body].join('\r\n');
}

const header = { schema: { type: 'string' } };
const lamp = {
  type: 'object',
  properties: { id: { type: 'string' }, watts: { type: 'integer', minimum: 1 } },
  required: ['id', 'watts'],
  additionalProperties: false,
};
const answer = (description: string, ...headers: string[]) => ({
  description,
  headers: Object.fromEntries(['x-trace-id', ...headers].map((name) => [name, header])),
  content: { 'application/json': { schema: lamp } },
});
const refusal = {
  description: 'not-found',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** What the server is held to. */
export const lampDocument = {
  components: { schemas: { Problem: { type: 'object' } } },
  paths: {
    '/v1/lamps': {
      post: {
        'x-callers': ['anyone'],
        requestBody: { content: { 'application/json': { schema: lamp } } },
        responses: { 201: answer('Created', 'Location'), 404: refusal },
      },
    },
    '/v1/lamps/{id}': {
      get: {
        'x-callers': ['anyone'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: answer('Done'), 404: refusal },
      },
    },
  },
};
