import { createServer } from 'node:http';

/**
 * What becomes of a request on the wire: it passes; its answer is lost; it never arrives; its answer is kept back until
 * something has happened; somebody else's answer comes in its place.
 */
export type Passage =
  | 'passes'
  | 'answer-lost'
  | 'never-arrives'
  | { keptBackUntil(): Promise<unknown> }
  | { changed(answer: Record<string, unknown>): object };

/** The wire to the provider, which can be cut at any place. */
export async function startProviderWire(providerUrl: string) {
  let fate: (method: string, path: string) => Passage = () => 'passes';
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const passage = fate(method, url);
    if (passage === 'never-arrives') return request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(`${providerUrl}${url}`, {
      method,
      headers: headers as Record<string, string>, // none of the client's headers comes twice
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    let body = Buffer.from(await answer.arrayBuffer());
    if (passage === 'answer-lost') return request.socket.destroy();
    if (typeof passage === 'object' && 'keptBackUntil' in passage) await passage.keptBackUntil();
    if (typeof passage === 'object' && 'changed' in passage)
      body = Buffer.from(JSON.stringify(passage.changed(JSON.parse(body.toString('utf8')))));
    const replayed = answer.headers.get('idempotent-replayed');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(replayed === null ? {} : { 'idempotent-replayed': replayed }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The wire has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    set: (decide: (method: string, path: string) => Passage) => {
      fate = decide;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type ProviderWire = Awaited<ReturnType<typeof startProviderWire>>;
