import fc from 'fast-check';
import type { JsonSchema } from './json-schema.js';
import { Members, Verbatim } from './json-text.js';
import { Known } from './known.js';
import { anyTexts, textsOf } from './texts.js';

const picks = fc.nat(10_000);

/** Something of this kind that the shop told before. */
export const known = (kind: string): fc.Arbitrary<Known> => picks.map((pick) => new Known(kind, pick));

const uuidPattern = '^[0-9a-f]{8}-';

/**
 * Values that a schema allows, and some just outside, since a text's rules are not all in it.
 *
 * @param field how the value is called: what the shop told under that name is put in, too
 */
export function valuesOf(schema: JsonSchema, field = ''): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, field)));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => valuesOf({ ...schema, type: one }, field)));
  switch (type) {
    case 'object':
      return objectsOf(schema);
    case 'array':
      return arraysOf(schema, field);
    case 'string':
      return fc.oneof(
        { weight: 3, arbitrary: known(field.endsWith('Id') ? `id of /v1/${field.slice(0, -2)}s` : `field ${field}`) },
        { weight: 2, arbitrary: stringsOf(schema) },
      );
    case 'integer':
    case 'number':
      return integersOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function objectsOf({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const members = Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, name)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: required, noNullPrototype: true });
}

function arraysOf({ items = {}, minItems = 0, maxItems = 1000, uniqueItems }: JsonSchema, field: string) {
  const each = valuesOf(items, field.replace(/s$/, ''));
  if (uniqueItems === true) return fc.uniqueArray(each, { minLength: minItems, maxLength: Math.min(maxItems, 5) });
  return fc.array(each, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) });
}

function stringsOf({ pattern, format, minLength = 0, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid' || pattern?.startsWith(uuidPattern)) return fc.uuid();
  if (format === 'date-time') return timesOf();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return textsOf(minLength, maxLength);
}

const timesOf = () =>
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());

function integersOf({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema) {
  const small = Math.min(maximum, Math.max(minimum, 0) + 50);
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: Math.max(minimum, Math.min(0, maximum)), max: small }) },
    { weight: 1, arbitrary: fc.maxSafeInteger().map((n) => minimum + (Math.abs(n) % (maximum - minimum + 1))) },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
  );
}

const nestedList = (depth: number) => new Verbatim('['.repeat(depth) + ']'.repeat(depth));
const nestedObject = (depth: number) => new Verbatim(`${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`);

/** What has no business in a field: another type, a number nobody can hold, too much of it. */
export const rubbish: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: anyTexts },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      2 ** 31,
      2 ** 32,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      '',
      [],
      {},
      [[]],
      [null],
      new Array(500).fill(0),
      new Array(91).fill({ productId: '019aa000-0000-7000-8000-00000000dead', quantity: 1 }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('1e400', '-1e400', '9007199254740993', '-9007199254740993', '1e-400', '-0', '1.0', '1e2', '0.1e1')
      .map((text) => new Verbatim(text)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        'NaN',
        '01',
        '+1',
        '.5',
        '0x1',
        'undefined',
        '1_0',
        '"\\ud800"',
        '"\\u0000"',
        '"\\x41"',
        "'x'",
        '"a\tb"',
        '',
      )
      .map((text) => new Verbatim(text)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }).map((depth) => nestedList(depth)) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 60 }).map((depth) => nestedObject(depth)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('__proto__', 'constructor', 'toString', 'toJSON', 'then', 'length')
      .map((name) => new Members([[name, { lit: true }]])),
  },
);

const oddNames = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'id',
    'userId',
    'roles',
    'status',
    'version',
    '',
    'toString',
    '$ref',
  ),
  anyTexts,
);

/** The value with something wrong in one place: another value, a member too few, too many, or twice. */
export function bent(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value) && value.length > 0) {
    const inside = fc.nat(value.length - 1).chain((at) => bent(value[at]).map((one) => value.with(at, one)));
    const repeated = fc.constantFrom(2, 100).map((times) => Array.from({ length: times }, () => value[0]));
    return fc.oneof(
      { weight: 4, arbitrary: inside },
      { weight: 1, arbitrary: rubbish },
      { weight: 1, arbitrary: repeated },
    );
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Known) && !(value instanceof Verbatim)) {
    return bentMembers(value instanceof Members ? value.members : Object.entries(value));
  }
  return rubbish;
}

function bentMembers(members: readonly (readonly [string, unknown])[]): fc.Arbitrary<unknown> {
  const added = fc.tuple(oddNames, rubbish).map((one) => new Members([...members, one]));
  if (members.length === 0) return fc.oneof(added, rubbish);
  const at = fc.nat(members.length - 1);
  const changed = at.chain((which) => {
    const [name, member] = members[which] ?? ['', null];
    return bent(member).map((one) => new Members(members.with(which, [name, one] as const)));
  });
  const removed = at.map((which) => new Members(members.toSpliced(which, 1)));
  const twice = at.map((which) => new Members([...members, ...members.slice(which, which + 1)]));
  const renamed = fc.tuple(at, oddNames).map(([which, name]) => {
    return new Members(members.with(which, [name, members[which]?.[1]] as const));
  });
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 2, arbitrary: removed },
    { weight: 2, arbitrary: added },
    { weight: 1, arbitrary: twice },
    { weight: 1, arbitrary: renamed },
    { weight: 1, arbitrary: rubbish },
  );
}
