import { type FrontAnswer, type FrontRequest, startFront } from './front.js';
import { invokeFunction, registeredFunctions } from './functions-host.js';

type RpcHttp = {
  statusCode: string;
  headers: Record<string, string>;
  cookies?: { name: string; value: string }[];
  body?: { bytes?: Uint8Array; string?: string };
};

/** The host before the HTTP function that was registered last. */
export async function startFunctionsFront() {
  const registered = registeredFunctions().get('http');
  if (registered === undefined) throw new Error('No HTTP function was registered.');
  return startFront(async (request) => {
    const answer = await invokeFunction(registered, { http: httpOf(request) });
    // The function's output is of HTTP.
    return answerOf((answer as { http: RpcHttp }).http);
  });
}

function httpOf({ message, body }: FrontRequest) {
  const peer = `${message.socket.remoteAddress}:${message.socket.remotePort}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headersDistinct)) {
    if (name !== 'connection' && value !== undefined) headers[name] = value.join(name === 'cookie' ? '; ' : ', ');
  }
  const forwarded = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = forwarded === undefined ? peer : `${forwarded}, ${peer}`;
  return {
    method: message.method,
    url: `http://${message.headers.host}${message.url}`,
    headers,
    body: { bytes: body },
  };
}

const answerOf = ({ statusCode, headers, cookies = [], body }: RpcHttp): FrontAnswer => ({
  status: Number(statusCode),
  headers: {
    ...headers,
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(({ name, value }) => `${name}=${value}`) }),
  },
  body: Buffer.from(body?.bytes ?? body?.string ?? ''),
});
