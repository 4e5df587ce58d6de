import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export type Received = { body: string; signature: string };

/** Takes webhooks, and answers each with what `answer` says: a status, or nothing at all. */
export async function webhookReceiver(answer: (received: Received) => number | undefined = () => 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const one = { body: await text(request), signature: String(request.headers['stripe-signature']) };
    received.push(one);
    const status = answer(one);
    if (status !== undefined) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1/payments/webhooks`,
    received,
    types: () => received.map(({ body }) => String(JSON.parse(body).type)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
