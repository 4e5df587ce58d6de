import type { IncomingMessage } from 'node:http';
import type { HttpData } from '../rpc.js';

/**
 * A request as the host gives it to the worker: everything nullable, as the worker's capabilities ask, the body as bytes.
 * What the platform's front end adds is there: the caller's address and port behind what `X-Forwarded-For` has, and the
 * scheme and the host that the caller used.
 */
export function httpDataOf(request: IncomingMessage, parameters: Record<string, string>, body: Buffer): HttpData {
  const { method = 'GET', headers, socket } = request;
  const scheme = first(headers['x-forwarded-proto']) ?? 'http';
  const host = headers.host ?? `${socket.localAddress}:${socket.localPort}`;
  const url = `${scheme}://${host}${request.url}`;
  const sent = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(',')]])),
  );
  const caller = `${socket.remoteAddress?.replace(/^::ffff:/, '')}:${socket.remotePort}`;
  const before = sent['x-forwarded-for'];
  const platforms = {
    'x-forwarded-for': before === undefined ? caller : `${before}, ${caller}`,
    'x-forwarded-proto': scheme,
    'x-forwarded-host': first(headers['x-forwarded-host']) ?? host,
    'x-original-url': request.url ?? '/',
  };
  return {
    method,
    url,
    headers: {},
    nullableHeaders: nullable({ ...sent, ...platforms }),
    nullableQuery: nullable(queryOf(url)),
    nullableParams: nullable(parameters),
    ...(body.byteLength === 0 ? {} : { body: { bytes: body } }),
  };
}

const first = (value: string | string[] | undefined): string | undefined => [value].flat()[0]?.split(',')[0]?.trim();

const nullable = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

/** A name that is there more than once has all its values, with commas between. */
function queryOf(url: string): Record<string, string> {
  const given = new URLSearchParams(url.split('?').slice(1).join('?'));
  return Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name).join(',')]));
}
