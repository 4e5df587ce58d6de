import { createServer, type IncomingHttpHeaders } from 'node:http';

type Asked = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

/** identity-service as a table of answers by path; it keeps what it was asked. */
export async function startFakeIdentity(answers: Record<string, (asked: Asked) => { status?: number; body: unknown }>) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '/', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    asked.push(one);
    const [path = '/'] = url.split('?');
    const { status = 200, body } = answers[path]?.(one) ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? '' : JSON.stringify(body));
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
