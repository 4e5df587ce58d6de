import { createServer, type IncomingHttpHeaders } from 'node:http';

type Asked = { method: string; path: string; headers: IncomingHttpHeaders };

/** identity-service as a table of answers by path; it keeps what it was asked. */
export async function startFakeIdentity(answers: Record<string, (asked: Asked) => { status?: number; body: unknown }>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '/', headers } = request;
    const one = { method, path: url, headers };
    asked.push(one);
    const [path = '/'] = url.split('?');
    const { status = 200, body } = answers[path]?.(one) ?? { status: 404, body: {} };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
