import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { isBinary } from './limits.js';

const value = z.union([z.string(), z.number(), z.boolean()]);
const proxyAnswer = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), value).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(value)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An answer on its way to the client. */
export interface Answer {
  status: number;
  /** Names and values in turn. */
  headers: string[];
  body: Buffer;
}

/**
 * Headers that API Gateway sets itself, so that a function's own come out as `x-amzn-Remapped-...` ("Amazon API Gateway
 * important notes for REST APIs"). The client sees no `WWW-Authenticate` of a function for that reason.
 */
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
]);
/** Headers that do not come out at all. */
const dropped = new Set(['host', 'proxy-authenticate', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via']);

/**
 * What a function behind a REST API answered, for the client; undefined when that is no answer, which API Gateway calls a
 * malformed Lambda proxy response. `accept` is the request's header: only what it asks for first can come as bytes.
 */
export function answerOf(
  payload: string,
  { accept, binaryMediaTypes }: { accept: string | undefined; binaryMediaTypes: readonly string[] },
): Answer | undefined {
  const parsed = proxyAnswer.safeParse(jsonIn(payload));
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const all = outgoing(headers ?? {}, multiValueHeaders ?? {});
  if (!all.every(isHeader)) return undefined;
  if (!all.some(([name]) => name.toLowerCase() === 'content-type')) all.push(['Content-Type', 'application/json']);
  const isBytes = isBase64Encoded === true && isBinary(accept, binaryMediaTypes);
  return { status: statusCode, headers: all.flat(), body: Buffer.from(body ?? '', isBytes ? 'base64' : 'utf8') };
}

type Header = [name: string, value: string];

/** Of a header that is in both, the many values count. */
function outgoing(
  single: Record<string, string | number | boolean>,
  many: Record<string, (string | number | boolean)[]>,
): Header[] {
  const inMany = new Set(Object.keys(many).map((name) => name.toLowerCase()));
  const alone = Object.entries(single).filter(([name]) => !inMany.has(name.toLowerCase()));
  const all = [
    ...alone.map(([name, one]): Header => [name, String(one)]),
    ...Object.entries(many).flatMap(([name, values]) => values.map((one): Header => [name, String(one)])),
  ];
  return all
    .filter(([name]) => !dropped.has(name.toLowerCase()))
    .map(([name, one]) => [remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, one]);
}

function isHeader([name, one]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, one);
    return true;
  } catch {
    return false;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
