import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Broker } from '../amqp/broker.js';
import type { Answer } from '../atom/answer.js';
import type { Faults } from '../faults/faults.js';
import type { Observer } from './observe.js';

/** What the HTTP side has beyond the management API. */
export interface Aside {
  readonly observe: Observer;
  /** Absent: nobody may make anything go wrong over HTTP. */
  readonly faults: Faults | undefined;
}

/** Answers the management API, and what is `aside` at paths of its own; each is loaded at its first request. */
export const httpAnswers =
  (broker: Broker, aside: Aside | undefined): RequestListener =>
  (request, response) => {
    answer(request, broker, aside).then(
      (said) => send(response, said),
      () => response.destroy(),
    );
  };

async function answer(request: IncomingMessage, broker: Broker, aside: Aside | undefined): Promise<Answer> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  // Only management requests tell a version: a queue may be called `health`.
  const isManagement = /(^|&)api-version=/.test(query);
  const observation = isManagement ? undefined : aside?.observe(path);
  if (observation !== undefined) return observation;
  if (path === '/faults' && !isManagement && aside?.faults !== undefined) {
    const { answerFaults } = await import('./faults.js');
    return answerFaults(request, aside.faults);
  }
  const { answerAtom } = await import('../atom/answer.js');
  return answerAtom(request, broker);
}

function send(response: ServerResponse, { status, type, body, point }: Answer): void {
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    .end(body, () => point?.passOnceSent());
}
