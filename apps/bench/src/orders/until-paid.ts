import { setTimeout as pause } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';

/** The connections of a process of customers. */
export const dispatcher = new Agent({ connections: 256, keepAliveTimeout: 30_000 });
const patienceMs = 60_000;
const paid = '\nevent: order.paid\n';

/** A shop that is too busy is asked again, with the same key: the customer waits longer. */
export async function untilAnswered(ask: () => Promise<Dispatcher.ResponseData>): Promise<Dispatcher.ResponseData> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    const isBusy = answer.statusCode === 503 || answer.statusCode === 409;
    if (!isBusy || performance.now() > until) return answer;
    await answer.body.dump();
    await pause(50);
  }
}

/** Reads an order's event stream until it says that it is paid. @throws Error when it ends before */
export async function untilPaid(url: string, authorization: string): Promise<void> {
  const { statusCode, body } = await untilAnswered(() => request(url, { dispatcher, headers: { authorization } }));
  let seen = '';
  body.setEncoding('utf8');
  for await (const chunk of body) {
    seen += chunk;
    // Leaving the loop closes the stream.
    if (seen.includes(paid)) return;
  }
  throw new Error(`${url} ended with ${statusCode} before the order was paid: ${seen.slice(-500)}`);
}
