import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import inject from 'light-my-request';

/** A request that came by another way than a connection of this process. */
export type HandedRequest = {
  method: string;
  /** Path and query as the client sent them, still percent-encoded. */
  target: string;
  /** Every value of every header, the names in small letters. */
  headers: Readonly<Record<string, readonly string[]>>;
  body: Buffer;
  /** The address of whoever is connected to the gateway before this process. */
  peer: string;
};

export type HandedAnswer = {
  status: number;
  headers: Record<string, string[]>;
  /** Nothing where there is no body: for HEAD, 204 and 304. */
  body: Buffer;
};

/** What speaks of one connection alone (RFC 9110, section 7.6.1), and is the gateway's own business on the other one. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Gives a request to an application that listens nowhere, and waits for the whole answer. */
export async function handOver(app: NestFastifyApplication, request: HandedRequest): Promise<HandedAnswer> {
  const fastify = app.getHttpAdapter().getInstance();
  const headers = withoutHops(request.headers);
  const answer = await inject(
    (incoming, outgoing) => {
      // To the byte: read as a URL, `/v1/../internal` would be another path than the one the gateway has let through.
      incoming.url = request.target;
      // Node's own requests have it.
      incoming.headersDistinct = headers;
      fastify.routing(incoming, outgoing);
    },
    {
      method: request.method,
      url: '/',
      headers,
      remoteAddress: request.peer,
      ...(request.body.length === 0 ? {} : { payload: request.body }),
    },
  );
  const hasBody = request.method !== 'HEAD' && answer.statusCode !== 204 && answer.statusCode !== 304;
  return {
    status: answer.statusCode,
    headers: withoutHops(listed(answer.headers)),
    body: hasBody ? answer.rawPayload : Buffer.alloc(0),
  };
}

/** Also without what `Connection` names besides. */
function withoutHops(headers: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const named = (headers.connection ?? [])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, values]) =>
      hopByHop.has(name) || named.includes(name) ? [] : [[name, [...values]]],
    ),
  );
}

const listed = (headers: Readonly<Record<string, number | string | string[] | undefined>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), [value].flat().map(String)]],
    ),
  );
