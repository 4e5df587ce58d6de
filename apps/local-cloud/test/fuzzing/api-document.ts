import * as z from 'zod';
import { type JsonSchema, jsonSchema } from './json-schema.js';

const content = z.record(z.string(), z.object({ schema: jsonSchema }));
const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: jsonSchema,
});
const answer = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.unknown()).default({}),
  content: content.default({}),
});
const operation = z.object({
  'x-callers': z.array(z.string()),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), answer),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
});

export type Parameter = z.infer<typeof parameter>;

/** What an answer of one status holds. */
export type DocumentedAnswer = {
  /** The schema of each type it can be of; none when it has no body. */
  types: ReadonlyMap<string, JsonSchema>;
  headers: readonly string[];
  /** The problem codes that a refusal of this status can have. */
  codes: readonly string[];
};

/** One method of one path, as the document tells of it. */
export type Operation = {
  /** Such as `POST /v1/orders`. */
  name: string;
  method: string;
  path: string;
  callers: readonly string[];
  parameters: readonly Parameter[];
  body: { contentType: string; schema: JsonSchema } | undefined;
  answers: ReadonlyMap<number, DocumentedAnswer>;
};

/**
 * Every operation of an OpenAPI 3.1 document.
 *
 * @throws ZodError when it is none, or tells of something in a way that is not understood here
 */
export function operationsIn(openApi: unknown): Operation[] {
  const { paths, components } = document.parse(openApi);
  const resolved = (schema: JsonSchema): JsonSchema => {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (components.schemas[name] ?? schema);
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]): Operation => {
      const body = Object.entries(told.requestBody?.content ?? {})[0];
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        callers: told['x-callers'],
        parameters: told.parameters,
        body: body && { contentType: body[0], schema: resolved(body[1].schema) },
        answers: new Map(
          Object.entries(told.responses).map(([status, { description, headers, content: held }]) => {
            const types = new Map(Object.entries(held).map(([type, { schema }]) => [type, resolved(schema)]));
            const codes = types.has('application/problem+json') ? description.split(', ') : [];
            return [Number(status), { types, headers: Object.keys(headers), codes }];
          }),
        ),
      };
    }),
  );
}

/**
 * The operation that a request for this path reaches, as routers choose it: a step in full goes before a parameter, and a
 * slash at the end counts for nothing.
 */
export function operationOf(all: readonly Operation[], method: string, path: string): Operation | undefined {
  const steps = path
    .replace(/(?<=.)\/$/, '')
    .split('/')
    .map(decoded);
  const fits = (one: Operation) => {
    const pattern = one.path.split('/');
    return (
      one.method === method &&
      pattern.length === steps.length &&
      pattern.every((step, at) => step === steps[at] || step.startsWith('{'))
    );
  };
  return all.filter(fits).sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
