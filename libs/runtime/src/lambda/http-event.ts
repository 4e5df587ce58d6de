import * as z from 'zod';
import { withoutOwnGateway } from '../http/forwarded.js';
import type { HandedRequest } from '../http/hand-over.js';

/** Null where there is none. As entries: among the names can be `__proto__`, which a schema of records would leave out. */
const valuesByName = z.preprocess(
  (given) => (typeof given === 'object' && given !== null ? Object.entries(given) : given),
  z.array(z.tuple([z.string(), z.array(z.string()).nullish()])).nullish(),
);

/**
 * What API Gateway's REST APIs hand to a Lambda function
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html, payload format 1.0).
 */
const proxyEvent = z.object({
  httpMethod: z.string().regex(/^[A-Z]+$/),
  path: z.string().startsWith('/'),
  multiValueHeaders: valuesByName,
  multiValueQueryStringParameters: valuesByName,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({ identity: z.object({ sourceIp: z.string().min(1) }) }),
});

/**
 * The request in an event.
 *
 * @throws Error with one sentence for what is no event of a REST API
 */
export function requestIn(event: unknown): HandedRequest {
  const parsed = proxyEvent.safeParse(event);
  if (!parsed.success) {
    const what = parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the event'}: ${message}`)
      .join('; ');
    throw new Error(
      `This handler takes proxy events of API Gateway REST APIs (payload format 1.0), and this is none (${what}); check what invokes the function.`,
    );
  }
  const { httpMethod, path, body, isBase64Encoded, requestContext, ...rest } = parsed.data;
  return {
    method: httpMethod,
    target: `${encoded(path)}${queryOf(rest.multiValueQueryStringParameters)}`,
    headers: withoutOwnGateway(headersIn(rest.multiValueHeaders)).headers,
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
    peer: requestContext.identity.sourceIp,
  };
}

/** REST APIs leave the path as it came, percent-encoded. Some that imitate them decode it: what no target may hold is encoded. */
const encoded = (path: string): string =>
  path.toWellFormed().replace(/[^\x21-\x7e]|[?#]/gu, (sign) => encodeURIComponent(sign));

type ValuesByName = z.infer<typeof valuesByName>;

/** REST APIs decode the query, once; the order of parameters of different names is lost there. */
function queryOf(parameters: ValuesByName): string {
  const pairs = (parameters ?? []).flatMap(([name, values]) =>
    (values ?? []).map((value) => `${inQuery(name)}=${inQuery(value)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const inQuery = (text: string): string => encodeURIComponent(text.toWellFormed());

function headersIn(given: ValuesByName): Record<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, values] of given ?? []) {
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), ...(values ?? [])]);
  }
  return Object.fromEntries(headers);
}
