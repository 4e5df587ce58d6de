import * as z from 'zod';
import { problem, problemTypes } from '../problems.js';
import type { Route } from './route.js';
import { routes } from './routes.js';

type Json = Record<string, unknown>;

/** The REST API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), made from the schemas that validate it. */
export function openApiDocument(publicUrl: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version: '1.0.0',
      description:
        'A shop whose services live in two clouds. A query parameter that a route does not know is refused where it takes any, and ignored where it takes none.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(pathsOf(routes)),
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
}

function pathsOf(all: readonly Route[]): Map<string, Json> {
  const paths = new Map<string, Json>();
  for (const route of all) {
    paths.set(route.path, { ...paths.get(route.path), [route.method]: operationOf(route) });
  }
  return paths;
}

function operationOf(route: Route): Json {
  const open = route.callers.some((caller) => ['anyone', 'provider', 'key-holder'].includes(caller));
  return {
    operationId: operationIdOf(route),
    tags: [route.tag],
    summary: route.summary,
    description: `Callers: ${callersOf(route).join(', ')}.${isOwned(route) ? ' Of another’s things it answers 404.' : ''}`,
    'x-callers': callersOf(route),
    security: route.callers.includes('key-holder') ? [{ apiKey: [] }] : open ? [] : [{ token: [] }],
    parameters: parametersOf(route),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [route.body.contentType ?? 'application/json']: { schema: schemaOf(route.body.schema, 'input') },
            },
          },
        }),
    responses: { ...problemsOf(route), ...answersOf(route) },
  };
}

const isOwned = ({ callers }: Route): boolean => callers.includes('owner');

/** An owner is a user like any other to who reads the document, and a holder of a key is a service or a partner. */
const callersOf = ({ callers }: Route): string[] =>
  callers.map((caller) => (caller === 'owner' ? 'user' : caller === 'key-holder' ? 'services' : caller));

const operationIdOf = ({ method, path }: Route): string =>
  method +
  path
    .replace(/^\/v1/, '')
    .replace(/[{}]/g, '')
    .replace(/[/.-]+(\w)/g, (_, letter: string) => letter.toUpperCase());

function parametersOf(route: Route): Json[] {
  const { pathValues: values = {} } = route;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(values[name] === undefined ? { format: 'uuid' } : { enum: values[name] }) },
  }));
  const query = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    // zod types a shape's members as its own base class
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, 'input'), // as above
  }));
  const headers = (route.headers ?? []).map((name) => ({
    name,
    in: 'header',
    required: !['If-None-Match', 'Last-Event-ID'].includes(name),
    schema: { type: 'string' },
  }));
  return [...inPath, ...query, ...headers];
}

function answersOf(route: Route): Json {
  const answers = Object.entries(route.answers).map(([status, { schema, contentType, orPage, headers }]) => [
    status,
    {
      description: descriptions[status] ?? 'Done',
      headers: Object.fromEntries(
        ['x-trace-id', ...(headers ?? [])].map((name) => [name, { schema: { type: 'string' } }]),
      ),
      ...(schema === null
        ? {}
        : {
            content: {
              [contentType ?? 'application/json']: { schema: schemaOf(schema, 'output') },
              ...(orPage ? { 'text/html': { schema: { type: 'string' } } } : {}),
            },
          }),
    },
  ]);
  return Object.fromEntries(answers);
}

const descriptions: Record<string, string> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted',
  204: 'Done, nothing to say',
  304: 'Not changed',
  503: 'Not every service answers',
};

const unreadable = ['malformed-json', 'unsupported-media-type', 'too-large'] as const;

function problemsOf(route: Route): Json {
  // A query that is no percent-encoded UTF-8 is refused where none is asked for, and a body that is no JSON, too.
  const unasked = route.method !== 'get' && route.body === undefined ? unreadable : [];
  const codes = [...route.problems, ...unasked, 'bad-query', 'not-acceptable', 'internal', 'unavailable'] as const;
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const { status } = problemTypes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      status,
      {
        description: named.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, '~standard': _standard, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
