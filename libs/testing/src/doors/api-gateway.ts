import type { httpHandler } from '@causeway/runtime/lambda';
import { type FrontAnswer, type FrontRequest, startFront } from './front.js';

/** What a REST API gives its function at most, in milliseconds. */
const functionMs = 15_000;

/** A REST API of API Gateway before a Lambda function: the path as it came, the query decoded once, its own peer in `X-Forwarded-For`. */
export const startApiGateway = (handle: ReturnType<typeof httpHandler>, answered: () => void) =>
  startFront(async (request) => {
    const endsAt = Date.now() + functionMs;
    const result = await handle(eventOf(request), { getRemainingTimeInMillis: () => endsAt - Date.now() });
    return answerOf(result);
  }, answered);

function eventOf({ message, body }: FrontRequest) {
  const [path = '/', query = ''] = (message.url ?? '/').split(/\?(.*)/s, 2);
  const sourceIp = message.socket.remoteAddress ?? '127.0.0.1';
  const headers: Record<string, string[]> = {};
  for (let at = 0; at < message.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = message.rawHeaders.slice(at, at + 2);
    headers[name] = [...(headers[name] ?? []), value];
  }
  const forwarded = message.headers['x-forwarded-for'];
  delete headers['x-forwarded-for'];
  headers['X-Forwarded-For'] = [forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`];
  return {
    httpMethod: message.method,
    path,
    multiValueHeaders: headers,
    multiValueQueryStringParameters: parametersIn(query),
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: body.length > 0,
    requestContext: { identity: { sourceIp } },
  };
}

function parametersIn(query: string): Record<string, string[]> | null {
  if (query === '') return null;
  const parameters = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2).map(decoded);
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return Object.fromEntries(parameters);
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const answerOf = (result: Awaited<ReturnType<ReturnType<typeof httpHandler>>>): FrontAnswer => ({
  status: result.statusCode,
  // An answer of ours has texts in its headers, and no numbers or switches.
  headers: (result.multiValueHeaders ?? {}) as Record<string, string[]>,
  body: Buffer.from(result.body, result.isBase64Encoded === true ? 'base64' : 'utf8'),
});
