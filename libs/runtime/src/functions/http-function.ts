import { app as functions, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { withoutOwnGateway } from '../http/forwarded.js';
import type { HandedAnswer, HandedRequest } from '../http/hand-over.js';
import { handOver } from '../http/hand-over.js';
import { cookieOf } from './cookies.js';
import type { OpenFunctions } from './open.js';

/** The one HTTP function: whatever is asked of the app, the service's own routes decide. */
export function registerHttp(opened: OpenFunctions): void {
  functions.http('http', {
    // Not TRACE, of which the programming model makes a request that fails.
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    authLevel: 'anonymous',
    route: '{*path}',
    handler: async (request) => responseOf(await handOver(await opened(), await requestIn(request))),
  });
}

async function requestIn(request: HttpRequest): Promise<HandedRequest> {
  // Functions' front appends who is connected to it, with the port.
  const { headers, peer = '127.0.0.1' } = withoutOwnGateway(
    Object.fromEntries([...request.headers].map(([name, value]) => [name.toLowerCase(), [value]])),
  );
  return {
    method: request.method,
    target: targetOf(request.url),
    headers,
    body: Buffer.from(await request.arrayBuffer()),
    peer: withoutPort(peer),
  };
}

/** Path and query as they stand in the URL. */
function targetOf(url: string): string {
  const [, target = ''] = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url) ?? [];
  return target.startsWith('/') ? target : `/${target}`;
}

/** `203.0.113.7` of `203.0.113.7:51812`, `2001:db8::1` of `[2001:db8::1]:51812`. */
const withoutPort = (address: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([^:]+):\d+$/.exec(address)?.[1] ?? address;

function responseOf({ status, headers, body }: HandedAnswer): HttpResponseInit {
  // Functions writes the length itself, and takes cookies apart from the other headers, of which it keeps one value each.
  const { 'set-cookie': cookies = [], 'content-length': _, ...others } = headers;
  return {
    status,
    headers: Object.fromEntries(Object.entries(others).map(([name, values]) => [name, values.join(', ')])),
    cookies: cookies.map(cookieOf),
    ...(body.length === 0 ? {} : { body }),
  };
}
