import fc from 'fast-check';
import type { Operation } from './api-document.js';
import { Known, listOf } from './known.js';
import type { ShopKnowledge } from './shop-knowledge.js';
import { anyTexts } from './texts.js';
import { bodyTricks, headerTricks, methodTricks, pathTricks, queryTricks } from './tricks.js';
import { bent, known, valuesOf } from './values.js';

/** Somebody of the cast, by their part; or words in the `Authorization` header, or none. */
export type Caller = { part: string; pick: number } | { says: string } | undefined;

type Words = string | Known;

/** A request as it is drawn: with places for what the shop has told, and the names of the tricks that are played on it. */
export type Draft = {
  operation: Operation;
  door: 'gateway' | 'straight';
  caller: Caller;
  /** The values of the path's parameters. */
  steps: Record<string, Words>;
  query: readonly (readonly [string, Words])[];
  headers: readonly (readonly [string, Words])[];
  body: unknown;
  contentType: string | undefined;
  tricks: {
    method?: string | undefined;
    path?: string | undefined;
    query?: string | undefined;
    header?: string | undefined;
    body?: string | undefined;
  };
};

const picks = fc.nat(10_000);
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const nameIn = (tricks: object) => fc.constantFrom(...Object.keys(tricks));

/** Requests to an operation: right ones, ones with a wrong value, and ones on which tricks are played. */
export function draftsOf(operation: Operation, knowledge: ShopKnowledge): fc.Arbitrary<Draft> {
  const right = {
    operation: fc.constant(operation),
    door: fc.constantFrom<Draft['door'][]>('gateway', 'straight'),
    caller: callersOf(operation, knowledge),
    steps: stepsOf(operation),
    query: queriesOf(operation),
    headers: headersOf(operation),
    body: bodiesOf(operation, knowledge),
    contentType: fc.constant(operation.body?.contentType),
    tricks: fc.constant({}),
  };
  const wrong = {
    ...right,
    caller: fc.oneof({ weight: 3, arbitrary: right.caller }, { weight: 1, arbitrary: strangers(knowledge) }),
    query: fc.oneof(right.query, bentQueriesOf(operation)),
    body: right.body.chain((body) => (operation.body === undefined ? fc.constant(body) : bent(body))),
    headers: fc.oneof({ weight: 2, arbitrary: right.headers }, { weight: 1, arbitrary: bentHeadersOf(operation) }),
  };
  const tricks = fc.record({
    method: sometimes(nameIn(methodTricks)),
    path: sometimes(nameIn(pathTricks)),
    query: sometimes(nameIn(queryTricks)),
    header: sometimes(nameIn(headerTricks)),
    body: sometimes(nameIn(bodyTricks)),
  });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record<Draft>(right) },
    { weight: 4, arbitrary: fc.record<Draft>(wrong) },
    { weight: 3, arbitrary: fc.record<Draft>({ ...right, tricks }) },
  );
}

function callersOf({ callers }: Operation, { parts }: ShopKnowledge): fc.Arbitrary<Caller> {
  const fit = callers.flatMap((caller) => parts[caller] ?? []);
  if (fit.length === 0) return fc.constant(undefined);
  return fc.record({ part: fc.constantFrom(...fit), pick: picks });
}

function strangers({ parts }: ShopKnowledge): fc.Arbitrary<Caller> {
  const everybody = [...new Set(Object.values(parts).flat())];
  return fc.oneof(
    fc.constant(undefined),
    fc.record({ part: fc.constantFrom(...everybody), pick: picks }),
    fc.record({
      says: fc.oneof(
        fc.constantFrom(
          '',
          'Bearer',
          'Bearer ',
          'bearer x',
          'Basic YTpi',
          'Bearer a.b.c',
          'Bearer ..',
          'Bearer eyJ.eyJ.x',
        ),
        fc.constantFrom('Bearer null', 'Bearer undefined', 'Bearer rt_x', 'DPoP x', `Bearer ${'a'.repeat(9000)}`),
        fc.base64String({ maxLength: 200 }).map((text) => `Bearer ${text}`),
      ),
    }),
  );
}

function stepsOf({ path, parameters }: Operation): fc.Arbitrary<Record<string, Words>> {
  const list = listOf(path.slice(0, path.indexOf('{')));
  const inPath = parameters.filter((one) => one.in === 'path');
  return fc.record(
    Object.fromEntries(
      inPath.map(({ name, schema }): [string, fc.Arbitrary<Words>] => {
        const values = valuesOf(schema, name) as fc.Arbitrary<Words>; // a path's parameters are texts
        const fitting =
          schema.enum === undefined
            ? known(name === 'id' ? `id of ${list}` : `id of /v1/${name.slice(0, -2)}s`)
            : values;
        return [
          name,
          fc.oneof(
            { weight: 8, arbitrary: fitting },
            { weight: 1, arbitrary: fc.uuid() },
            { weight: 1, arbitrary: shortTexts },
          ),
        ];
      }),
    ),
  );
}

const shortTexts = anyTexts.map((text) => text.slice(0, 300));

function queriesOf({ name: operation, parameters }: Operation): fc.Arbitrary<Draft['query']> {
  const each = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, required, schema }) => {
      const kind =
        name === 'cursor' ? known(`cursor of ${operation}`) : (valuesOf(schema, name) as fc.Arbitrary<Words>); // texts
      const pair = kind.map((value) => [name, value] as const);
      return required ? pair : fc.option(pair, { nil: undefined, freq: 1 });
    });
  return fc.tuple(...each).map((pairs) => pairs.filter((pair) => pair !== undefined));
}

function bentQueriesOf(operation: Operation): fc.Arbitrary<Draft['query']> {
  const names = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const odd = fc.tuple(fc.oneof(fc.constantFrom('limit', 'cursor', '__proto__', ...names), shortTexts), shortTexts);
  return fc
    .tuple(queriesOf(operation), fc.array(odd, { minLength: 1, maxLength: 3 }))
    .map(([right, more]) => [...right, ...more]);
}

const keyTexts = fc.oneof(
  fc.constantFrom('a', 'b', 'c'),
  fc.uuid(),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 255 }).map((text) => text.trim() || 'd'),
);

/** What a documented header says when it is right. */
const headerValues: Record<string, fc.Arbitrary<Words>> = {
  'idempotency-key': keyTexts,
  'if-match': known('entity tag'),
  'if-none-match': known('entity tag'),
  'x-api-key': known('field secret'),
  'stripe-signature': known('signature'),
  'last-event-id': fc.nat(20).map(String),
};

function headersOf({ parameters }: Operation): fc.Arbitrary<Draft['headers']> {
  const each = parameters
    .filter((one) => one.in === 'header')
    .map(({ name, required }) => {
      const pair = (headerValues[name.toLowerCase()] ?? shortTexts).map((value) => [name, value] as const);
      return required ? pair : fc.option(pair, { nil: undefined });
    });
  return fc.tuple(...each).map((pairs) => pairs.filter((pair) => pair !== undefined));
}

/** One of the documented headers is missing, stands twice or says something else. */
function bentHeadersOf(operation: Operation): fc.Arbitrary<Draft['headers']> {
  const names = operation.parameters.filter((one) => one.in === 'header').map(({ name }) => name);
  const bentOnes = fc.tuple(fc.nat(5), fc.constantFrom('missing', 'twice', 'odd'), shortTexts);
  return fc.tuple(headersOf(operation), bentOnes).map(([right, [at, how, text]]) => {
    const which = at % Math.max(1, names.length);
    const name = names[which];
    if (name === undefined) return right;
    if (how === 'missing') return right.filter(([one]) => one !== name);
    if (how === 'twice') return [...right, ...right];
    return [...right.filter(([one]) => one !== name), [name, text.replaceAll(/[\r\n]/g, ' ')] as const];
  });
}

function bodiesOf({ name, body }: Operation, { bodies }: ShopKnowledge): fc.Arbitrary<unknown> {
  if (body === undefined) return fc.constant(undefined);
  const special = bodies[name];
  const plain = valuesOf(body.schema);
  return special === undefined ? plain : fc.oneof({ weight: 3, arbitrary: special }, { weight: 1, arbitrary: plain });
}
