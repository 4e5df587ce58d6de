import { createServer, type IncomingMessage } from 'node:http';

export type FrontRequest = { message: IncomingMessage; body: Buffer };
export type FrontAnswer = { status: number; headers: Record<string, string | string[]>; body: Buffer };

/** A small HTTP server that has each request answered by something that is none. */
export async function startFront(
  answer: (request: FrontRequest) => Promise<FrontAnswer>,
  answered: () => void = () => undefined,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    try {
      const { status, headers, body } = await answer({ message, body: Buffer.concat(chunks) });
      response.writeHead(status, headers).end(body);
    } catch (error) {
      response.writeHead(502, { 'content-type': 'text/plain' }).end(String(error));
    }
    answered();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The front has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
