import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Broker } from '../amqp/broker.js';
import type { Answer } from '../atom/answer.js';
import type { Observer } from './observe.js';

/** Answers the management API, and what `observe` knows at paths of its own; the API is loaded at its first request. */
export const httpAnswers =
  (broker: Broker, observe: Observer | undefined): RequestListener =>
  (request, response) => {
    answer(request, broker, observe).then(
      (said) => send(response, said),
      () => response.destroy(),
    );
  };

async function answer(request: IncomingMessage, broker: Broker, observe: Observer | undefined): Promise<Answer> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  // Only management requests tell a version: a queue may be called `health`.
  const isManagement = /(^|&)api-version=/.test(query);
  const observation = isManagement ? undefined : observe?.(path);
  if (observation !== undefined) return observation;
  const { answerAtom } = await import('../atom/answer.js');
  return answerAtom(request, broker);
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    .end(body);
}
