import { excesses } from './inclusion.mjs';
import { resolved } from './resolved.mjs';

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** What of a REST API's baseline a client can no longer rely on, one sentence each. */
export function brokenRoutes(baseline, today) {
  const [before, after] = [operationsOf(resolved(baseline)), operationsOf(resolved(today))];
  return [...before].flatMap(([key, { name, operation }]) => {
    const now = after.get(key)?.operation;
    if (now === undefined) return [`${name} is gone.`];
    return [
      ...callers(operation, now),
      ...parameters(operation.parameters ?? [], now.parameters ?? []),
      ...body(operation.requestBody, now.requestBody),
      ...answers(operation.responses, now.responses),
    ].map((change) => `${name}: ${change}.`);
  });
}

/** Operations by method and path; how a parameter of the path is called is nobody's business. */
function operationsOf({ paths }) {
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      methods
        .filter((method) => item[method] !== undefined)
        .map((method) => [
          `${method} ${path.replace(/\{\w+\}/g, '{}')}`,
          { name: `${method.toUpperCase()} ${path}`, operation: item[method] },
        ]),
    ),
  );
}

function callers(before, after) {
  const open = (operation) => (operation.security ?? []).length === 0;
  const lost = (before['x-callers'] ?? []).filter((caller) => !(after['x-callers'] ?? []).includes(caller));
  // Whoever may be anyone may also be one of these.
  const gone = (after['x-callers'] ?? []).includes('anyone')
    ? []
    : lost.map((caller) => `${caller} may no longer call it`);
  return [...(open(before) && !open(after) ? ['it now wants a token'] : []), ...gone];
}

function parameters(before, after) {
  const keyOf = ({ in: place, name }) => `${place} ${name.toLowerCase()}`;
  const inQueryOrHeader = (list) =>
    new Map(list.filter(({ in: place }) => place !== 'path').map((one) => [keyOf(one), one]));
  const [known, now] = [inQueryOrHeader(before), inQueryOrHeader(after)];
  const demanded = [...now].filter(([key, { required }]) => required && !known.get(key)?.required);
  const pathValues = (list) => list.filter(({ in: place }) => place === 'path').map(({ schema }) => schema);
  return [
    ...demanded.map(([key]) => `the ${key} is now required`),
    ...[...known.keys()].filter((key) => !now.has(key)).map((key) => `the ${key} is gone`),
    ...[...known].flatMap(([key, { schema }]) => {
      const other = now.get(key)?.schema;
      return other === undefined
        ? []
        : [...told(`the ${key}`, excesses(other, schema, 'in')), ...fallback(key, schema, other)];
    }),
    ...pathValues(before).flatMap((schema, index) => {
      const other = pathValues(after)[index];
      return other === undefined ? [] : told('the path', excesses(other, schema, 'in'));
    }),
  ];
}

const fallback = (key, { default: before }, { default: after }) =>
  before !== undefined && before !== after
    ? [`the ${key} is no longer ${JSON.stringify(before)} when it is absent`]
    : [];

function body(before, after) {
  if (before === undefined) return after?.required ? ['a body is now required'] : [];
  if (after === undefined) return ['it takes no body any more'];
  const demanded = after.required && !before.required ? ['a body is now required'] : [];
  return [...demanded, ...contents('the body', before.content, after.content, (was, is) => excesses(is, was, 'in'))];
}

function answers(before, after) {
  return Object.entries(before).flatMap(([status, { content, headers }]) => {
    const now = after[status];
    if (now === undefined) return [`the answer ${status} is gone`];
    const names = Object.keys(now.headers ?? {}).map((name) => name.toLowerCase());
    const lost = Object.keys(headers ?? {}).filter((name) => !names.includes(name.toLowerCase()));
    return [
      ...lost.map((name) => `the answer ${status} has no ${name} any more`),
      ...contents(`the answer ${status}`, content, now.content, (was, is) => excesses(was, is, 'out')),
    ];
  });
}

function contents(what, before = {}, after = {}, compare) {
  return Object.entries(before).flatMap(([type, { schema }]) => {
    const now = after[type]?.schema;
    if (now === undefined) return [`${what} is no longer ${type}`];
    return schema === undefined ? [] : told(what, compare(schema, now));
  });
}

const told = (what, found) => found.map(({ path, rule }) => `${what}${path === '/' ? '' : ` ${path}`} ${rule}`);
