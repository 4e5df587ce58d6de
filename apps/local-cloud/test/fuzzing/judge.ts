import { problem, problemTypes } from '@causeway/data-model';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type DocumentedAnswer, type Operation, operationOf } from './api-document.js';
import type { Draft } from './drafts.js';
import type { HttpAnswer } from './exchange.js';
import type { JsonSchema } from './json-schema.js';
import type { Rendered } from './render.js';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** What any route may say, whatever it is about. */
const everywhere = ['not-acceptable'];
/** What is said of requests that are no HTTP. */
const ofBrokenHttp = ['malformed-json', 'too-large', 'method-not-allowed', 'not-found', 'bad-query'];
const nowhere = ['not-found', 'method-not-allowed'];
const traceId = /^[0-9a-f]{32}$/;
/** What only somebody who reads the source should see. */
const inside = /node_modules|\n\s+at |\.[cm]?[jt]s:\d+|[/\\](?:apps|libs|dist|home|root|tmp)[/\\]/;

/** Holds an answer to the document; a sentence for each thing that is wrong with it. */
export function faultsOf(draft: Draft, sent: Rendered, answer: HttpAnswer, all: readonly Operation[]): string[] {
  const { status, headers, body } = answer;
  if (status >= 500 || status === 0) return [`It answered ${status}: ${body.toString('utf8', 0, 500)}`];
  const faults: string[] = [];
  if (!traceId.test(headers.get('x-trace-id') ?? '')) faults.push('It has no x-trace-id.');
  const operation = reachedBy(sent, all);
  const documented = operation?.answers.get(status);
  if (status >= 400) faults.push(...faultsOfRefusal(allowedCodes(draft, sent, operation), answer, sent));
  else if (sent.method === 'OPTIONS') return faults;
  else if (documented === undefined)
    faults.push(`${operation?.name ?? 'No operation'} is not documented to answer ${status}.`);
  else faults.push(...faultsOfSuccess(documented, answer, sent.method === 'HEAD'));
  return faults;
}

/** The operation that is asked for; a path on which a trick was played may be one, or none. */
function reachedBy({ method, target }: Rendered, all: readonly Operation[]): Operation | undefined {
  const [path = '/'] = target.replace(/^https?:\/\/[^/]*/, '').split(/[?#]/);
  return operationOf(all, method === 'HEAD' ? 'GET' : method, path);
}

function allowedCodes({ tricks }: Draft, { isClean }: Rendered, operation: Operation | undefined): Set<string> {
  const own = operation === undefined ? nowhere : [...operation.answers.values()].flatMap(({ codes }) => codes);
  return new Set([
    ...own,
    ...everywhere,
    ...(tricks.path === undefined ? [] : nowhere),
    ...(isClean ? [] : ofBrokenHttp),
  ]);
}

function faultsOfRefusal(
  allowed: Set<string>,
  { status, headers, body }: HttpAnswer,
  { method, target }: Rendered,
): string[] {
  if (method === 'HEAD') return [];
  const type = headers.get('content-type') ?? '';
  if (!type.startsWith('application/problem+json')) return [`A refusal (${status}) is ${type || 'of no type'}.`];
  const read = problem.safeParse(jsonOf(body));
  if (!read.success)
    return [`A refusal (${status}) is no problem: ${read.error.message} ${body.toString('utf8', 0, 300)}`];
  const told = read.data;
  const faults: string[] = [];
  const expect = (isSo: boolean, otherwise: string) => (isSo ? undefined : faults.push(otherwise));
  expect(allowed.has(told.code), `${told.code} (${status}) is not documented here: ${told.detail}`);
  expect(told.status === status && problemTypes[told.code].status === status, `${told.code} came with ${status}.`);
  expect(told.type === `/problems/${told.code}`, `The type of ${told.code} is ${told.type}.`);
  expect(told.traceId === headers.get('x-trace-id'), 'The problem’s traceId is not that of the header.');
  expect(
    sameWay(target).startsWith(sameWay(told.instance)) || !target.startsWith('/') || told.instance === '/',
    `The instance is ${told.instance}.`,
  );
  const words = [told.title, told.detail, ...(told.errors ?? []).map(({ message }) => message)].join('\n');
  expect(!inside.test(words.replaceAll(target, '')), `It tells of the inside: ${words.slice(0, 300)}`);
  if (['validation', 'unknown-field'].includes(told.code))
    expect((told.errors ?? []).length > 0, `${told.code} names no field.`);
  if (status === 401)
    expect((headers.get('www-authenticate') ?? '').startsWith('Bearer realm='), 'It has no WWW-Authenticate.');
  if (status === 405) expect(headers.has('allow'), 'It has no Allow.');
  if (status === 429)
    expect(headers.has('retry-after') && headers.has('ratelimit'), 'It has no Retry-After or no RateLimit.');
  return faults;
}

/** Functions' front writes some signs of a path in their other way. */
const sameWay = (target: string): string => target.replaceAll('{', '%7B').replaceAll('}', '%7D');

function faultsOfSuccess(
  { types, headers: named }: DocumentedAnswer,
  { headers, body }: HttpAnswer,
  isHead: boolean,
): string[] {
  const missing = named.filter((name) => !headers.get(name.toLowerCase()));
  const faults = missing.map((name) => `It has no ${name}.`);
  if (isHead || types.size === 0) {
    return body.length === 0 ? faults : [...faults, `There should be no body: ${body.toString('utf8', 0, 200)}`];
  }
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const schema = types.get(type);
  if (schema === undefined) return [...faults, `It is ${type}, not ${[...types.keys()].join(' or ')}.`];
  if (type !== 'application/json') return faults;
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(jsonOf(body))) return faults;
  const [first] = validate.errors ?? [];
  return [
    ...faults,
    `It breaks its schema at ${first?.instancePath}: ${first?.message}; ${body.toString('utf8', 0, 300)}`,
  ];
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
