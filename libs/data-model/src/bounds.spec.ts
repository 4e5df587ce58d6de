import * as z from 'zod';
import { routes } from './documents.js';
import { changesQuery, envelope, eventTypes, fulfilmentRequest, reservationRequest } from './index.js';

type Schema = { [keyword: string]: unknown };

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** Every part of a JSON Schema, with where it is. */
function* partsOf(schema: unknown, path = ''): Generator<[string, Schema]> {
  if (!isSchema(schema)) return;
  yield [path === '' ? '/' : path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* partsOf(property, `${path}/${name}`);
  for (const branch of [schema.anyOf, schema.oneOf, schema.allOf].flat()) yield* partsOf(branch, path);
  yield* partsOf(schema.items, `${path}/[]`);
  yield* partsOf(schema.additionalProperties, `${path}/*`);
}

const has = (schema: Schema, ...keywords: string[]) => keywords.every((keyword) => schema[keyword] !== undefined);

/** What of a schema takes values without end. */
const unbounded = (schema: z.ZodType): string[] =>
  [...partsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))].flatMap(([path, part]) => {
    if (has(part, 'enum') || has(part, 'const')) return [];
    const isBounded =
      (part.type === 'string' && (has(part, 'maxLength') || isOfBoundedForm(part))) ||
      (part.type === 'array' && has(part, 'maxItems')) ||
      ((part.type === 'integer' || part.type === 'number') && has(part, 'minimum', 'maximum')) ||
      (part.type === 'object' && part.additionalProperties === false) ||
      !['string', 'array', 'integer', 'number', 'object'].includes(String(part.type));
    return isBounded ? [] : [`${path} ${part.type}`];
  });

/** A pattern from one end of a text to the other, in which nothing is repeated without end; a time has no more either. */
function isOfBoundedForm({ pattern, format }: Schema): boolean {
  if (format === 'date-time') return true;
  return (
    typeof pattern === 'string' && /^\^.*\$$/.test(pattern) && !/[*+]|,\}/.test(pattern.replace(/\[[^\]]*\]|\\./g, ''))
  );
}

const all: [string, z.ZodType][] = [
  ['POST /internal/reservations', reservationRequest],
  ['POST /v1/orders/{id}/fulfilment', fulfilmentRequest],
  ['GET /internal/changes', changesQuery],
];
for (const { method, path, body, query } of routes) {
  // A file, and what the provider signs, are no shapes of ours.
  const isOurs = body !== undefined && body.contentType === undefined && path !== '/v1/payments/webhooks';
  if (isOurs) all.push([`${method} ${path}`, body.schema]);
  if (query !== undefined) all.push([`${method} ${path}?`, query]);
}

describe('what comes in is bounded:', () => {
  it('what is not would be seen', () => {
    const endless = z.strictObject({ a: z.string(), b: z.array(z.int()), c: z.number(), d: z.object({}) });
    expect(unbounded(endless)).toEqual(['/a string', '/b array', '/c number', '/d object']);
    expect(all.length).toBeGreaterThan(15);
  });

  it.each(all)('%s', (_what, schema) => {
    expect(unbounded(schema)).toEqual([]);
  });

  it.each(Object.entries(eventTypes))('%s', (_type, { data }) => {
    expect(unbounded(envelope.extend({ data }))).toEqual([]);
  });
});
