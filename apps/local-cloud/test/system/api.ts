import { problem } from '@causeway/data-model';
import { type Route, routes } from '@causeway/data-model/documents';
import type * as z from 'zod';

export type Asked = {
  /** An access token. */
  as?: string | undefined;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
};

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  traceId: string;
  /** The answer as the contract's schema of it reads. @throws ZodError when it is something else */
  read<T>(schema: z.ZodType<T>): T;
};

/**
 * Sends a request such as `POST /v1/orders` and holds the answer to the contract: a known route answers with a status
 * and a body that its documentation has, and a refusal is a problem (RFC 9457) that the route is documented to have.
 */
export async function ask(url: string, what: string, { as, body, headers }: Asked = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = what.split(' ', 2);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: Answer = {
    status: response.status,
    headers: withOwnNames(response.headers),
    text,
    traceId: response.headers.get('x-trace-id') ?? '',
    read: (schema) => schema.parse(JSON.parse(text)),
  };
  if (path.startsWith('/v1/')) keepsToContract(method, path, answer);
  return answer;
}

/** API Gateway renames a header; whoever asks past what stands before it finds it under the other name. */
function withOwnNames(headers: Headers): Headers {
  const renamed = headers.get('x-amzn-remapped-www-authenticate');
  return renamed === null ? headers : new Headers([...headers, ['www-authenticate', renamed]]);
}

/** What any route may answer, whatever it is about. */
const everywhere = new Set<string>([
  'not-found',
  'method-not-allowed',
  'not-acceptable',
  'timeout',
  'internal',
  'unavailable',
]);

function keepsToContract(method: string, path: string, answer: Answer): void {
  const { status, headers, text } = answer;
  expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  const route = routeOf(method, path);
  if (status >= 400) {
    isProblem(route, path, answer);
    return;
  }
  const documented = route?.answers[status];
  if (documented === undefined) throw new Error(`${method} ${path} answered ${status}, which is not documented.`);
  for (const name of documented.headers ?? []) expect([name, headers.get(name)]).toEqual([name, expect.any(String)]);
  if (documented.schema === null) expect(text).toBe('');
  else if (documented.contentType === undefined) answer.read(documented.schema);
}

function isProblem(route: Route | undefined, path: string, answer: Answer): void {
  const { status, headers, traceId } = answer;
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const told = answer.read(problem);
  expect(told).toMatchObject({ status, traceId, type: `/problems/${told.code}`, instance: path.split('?')[0] });
  if (status === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="causeway"/);
  const documented = route === undefined || everywhere.has(told.code) || route.problems.includes(told.code);
  if (!documented) throw new Error(`${route?.method} ${route?.path} is not documented to answer ${told.code}.`);
}

const routeOf = (method: string, path: string): Route | undefined => {
  const steps = path.split('?')[0]?.split('/') ?? [];
  const fits = (route: Route) => {
    const pattern = route.path.split('/');
    return (
      route.method === method.toLowerCase() &&
      pattern.length === steps.length &&
      pattern.every((step, index) => step === steps[index] || step.startsWith('{'))
    );
  };
  // A path in full goes before one with a parameter.
  return routes.filter(fits).sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
};

/** The answer's problem code, for `expect(codeOf(answer))`. */
export const codeOf = (answer: Answer): string => `${answer.status} ${answer.read(problem).code}`;
