import { randomUUID } from 'node:crypto';
import { account } from '../function-settings.js';
import { type Caller, headersOf, type RawHeaders } from './headers.js';
import { isBinary } from './limits.js';

/** A request that has come in whole. */
export interface Incoming {
  method: string;
  /** Path and query as they came. */
  url: string;
  httpVersion: string;
  rawHeaders: RawHeaders;
  body: Buffer;
  caller: Caller;
}

type Values = Record<string, string>;
type ManyValues = Record<string, string[]>;

/** What a Lambda function behind a REST API gets: payload version 1.0. */
export interface ProxyEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Values;
  multiValueHeaders: ManyValues;
  queryStringParameters: Values | null;
  multiValueQueryStringParameters: ManyValues | null;
  pathParameters: Values;
  stageVariables: null;
  requestContext: ReturnType<typeof contextOf>;
  body: string | null;
  isBase64Encoded: boolean;
}

const resource = '/{proxy+}';
/** Made up: no API of AWS is behind it. */
const apiId = 'localcloud';
const stage = 'live';

/**
 * A request as API Gateway hands it to a function ("Lambda proxy integrations for REST APIs"). The path is as it came; the
 * parameters of the query are decoded, once; of a header or parameter that is there more than once, the single values have
 * the last.
 */
export function proxyEventOf(incoming: Incoming, binaryMediaTypes: readonly string[]): ProxyEvent {
  const { method, url, rawHeaders, body, caller } = incoming;
  const [path = '', ...rest] = url.split('?');
  const headers = headersOf(rawHeaders, caller);
  const query = parametersOf(rest.join('?'));
  const isBase64Encoded = isBinary(valueIn(headers, 'content-type'), binaryMediaTypes) && body.length > 0;
  return {
    resource,
    path,
    httpMethod: method,
    headers: lastOf(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: query.size === 0 ? null : lastOf(query),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: contextOf(incoming, path, headers),
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

function contextOf({ method, httpVersion, caller }: Incoming, path: string, headers: Map<string, string[]>) {
  const now = new Date();
  const domainName = (valueIn(headers, 'host') ?? '').replace(/:\d+$/, '');
  return {
    accountId: account,
    apiId,
    domainName,
    domainPrefix: domainName.split('.', 1).join(),
    extendedRequestId: randomUUID(),
    httpMethod: method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: caller.address,
      user: null,
      userAgent: valueIn(headers, 'user-agent') ?? null,
      userArn: null,
    },
    path,
    protocol: `HTTP/${httpVersion}`,
    requestId: randomUUID(),
    requestTime: inLogFormat(now),
    requestTimeEpoch: now.getTime(),
    resourceId: 'proxy',
    resourcePath: resource,
    stage,
  };
}

function parametersOf(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

const lastOf = (all: Map<string, string[]>): Values =>
  Object.fromEntries([...all].map(([name, values]) => [name, values.at(-1) ?? '']));

const valueIn = (headers: Map<string, string[]>, wanted: string): string | undefined =>
  [...headers].find(([name]) => name.toLowerCase() === wanted)?.[1].at(-1);

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Such as `29/Nov/2026:09:05:00 +0000`. */
function inLogFormat(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split(/[T.]/);
  return `${day.slice(8)}/${months[date.getUTCMonth()]}/${day.slice(0, 4)}:${time} +0000`;
}
