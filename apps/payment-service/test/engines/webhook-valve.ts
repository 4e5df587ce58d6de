import { createServer } from 'node:http';

/** Stands between the sandbox and the service, so that the service can move, and news can be held back or dropped. */
export async function startWebhookValve() {
  let target: string | undefined;
  const passing = new Set<Promise<unknown>>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (target === undefined) return response.writeHead(503).end();
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': String(request.headers['stripe-signature']),
    };
    const url = `${target}/v1/payments/webhooks`;
    const passage = fetch(url, { method: 'POST', headers, body: Buffer.concat(chunks) }).then(
      async (answer) => response.writeHead(answer.status).end(await answer.text()),
      () => response.writeHead(503).end(),
    );
    passing.add(passage);
    await passage.finally(() => passing.delete(passage));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The valve has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    openTo: (url: string) => {
      target = url;
    },
    /** Lets nothing more through, and waits for what is passing. */
    shut: async () => {
      target = undefined;
      await Promise.allSettled(passing);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type WebhookValve = Awaited<ReturnType<typeof startWebhookValve>>;
