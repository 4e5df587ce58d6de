import { constraintOf } from './route-constraints.js';

interface Parameter {
  name: string;
  allows: (value: string) => boolean;
  /** Its value where the path has none. */
  fallback: string | undefined;
  /** It takes all the rest of the path. */
  catchAll: boolean;
  constrained: boolean;
  optional: boolean;
}

/** One piece of a path between two slashes. */
interface Segment {
  pattern: RegExp;
  /** In the order of the pattern's groups. */
  parameters: Parameter[];
  /** ASP.NET's order of precedence: 1 a literal, 2 a constrained parameter, 3 a parameter, 4 and 5 the same for catch-alls. */
  rank: number;
  optional: boolean;
  catchAll: boolean;
}

/** A path as a function's `route` describes it, such as `orders/{id:int}/{*rest}`, in the syntax of ASP.NET's templates. */
export interface RouteTemplate {
  /** Templates sort by it: the more exact one first. */
  precedence: string;
  /** The parameters of a path that fits, decoded; undefined for one that does not. The path has no slash at either end. */
  match(path: string): Record<string, string> | undefined;
}

/** @throws Error with one sentence when the template is none */
export function routeTemplate(template: string): RouteTemplate {
  const trimmed = template.replace(/^\/|\/$/g, '');
  const segments = trimmed === '' ? [] : trimmed.split('/').map((text) => segmentOf(text, template));
  return {
    precedence: segments.map(({ rank }) => rank).join('') || '0',
    match: (path) => matched(segments, path === '' ? [] : path.split('/')),
  };
}

function segmentOf(text: string, template: string): Segment {
  const parameters: Parameter[] = [];
  let last = 0;
  let pattern = '';
  for (const { 0: whole, 1: inner = '', index } of text.matchAll(/\{([^{}]*)\}/g)) {
    const parameter = parameterOf(inner, template);
    parameters.push(parameter);
    pattern += `${literal(text.slice(last, index))}(.${parameter.catchAll ? '*' : '+?'})`;
    last = index + whole.length;
  }
  const rest = text.slice(last);
  if (/[{}]/.test(rest)) throw new Error(`The route "${template}" is wrong at "${text}": write parameters as {name}.`);
  const catchAll = parameters.some((one) => one.catchAll);
  const rank = parameters.length === 0 ? 1 : (catchAll ? 4 : 2) + (parameters.some((one) => one.constrained) ? 0 : 1);
  return {
    pattern: new RegExp(`^${pattern}${literal(rest)}$`, 'is'),
    parameters,
    rank,
    optional: parameters.some((one) => one.optional),
    catchAll,
  };
}

/** What stands between braces: `*name:constraint:constraint=fallback` or `name?`. */
function parameterOf(text: string, template: string): Parameter {
  const [, stars, name, rest = ''] = /^(\*{0,2})(\w+)([^\w].*)?$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`The route "${template}" is wrong at "{${text}}": a parameter has a name.`);
  const marked = rest.endsWith('?');
  const [constraints = '', ...after] = (marked ? rest.slice(0, -1) : rest).split('=');
  const checks = constraints.split(/:(?![^(]*\))/).filter((one) => one !== '');
  const allowed = checks.map((check) => constraintOf(check, template));
  return {
    name,
    allows: (value) => allowed.every((allows) => allows(value)),
    fallback: after.length === 0 ? undefined : after.join('='),
    catchAll: stars !== '',
    constrained: checks.length > 0,
    optional: marked || after.length > 0,
  };
}

const literal = (text: string): string => text.replaceAll(/[.*+?^$()|[\]\\-]/g, '\\$&');

function matched(segments: readonly Segment[], path: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const given = segment.catchAll ? path.slice(at).join('/') : path[at];
    if (given === undefined) {
      if (!segment.optional) return undefined;
      for (const { name, fallback } of segment.parameters) if (fallback !== undefined) found[name] = fallback;
      continue;
    }
    const values = segment.pattern.exec(given)?.slice(1).map(decoded);
    if (values === undefined) return undefined;
    for (const [index, { name, allows }] of segment.parameters.entries()) {
      const value = values[index] ?? '';
      if (!allows(value)) return undefined;
      found[name] = value;
    }
    if (segment.catchAll) return found;
  }
  return path.length > segments.length ? undefined : found;
}

/** What cannot be decoded stays as it came. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
