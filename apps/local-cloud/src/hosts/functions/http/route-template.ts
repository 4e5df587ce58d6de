import { constraintOf } from './route-constraints.js';

/** One piece of a path between two slashes. */
interface Segment {
  pattern: RegExp;
  /** The names and constraints of its parameters, in the order of the pattern's groups. */
  parameters: { name: string; allows: (value: string) => boolean; fallback: string | undefined }[];
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

const parameterForm = /\{(\*{0,2})(\w+)((?::[^{}:]+(?:\{[^{}]*\}[^{}:]*)*)*)(=[^{}]*)?(\?)?\}/g;

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
  const parameters: Segment['parameters'] = [];
  let [catchAll, optional, constrained, last] = [false, false, false, 0];
  let pattern = '';
  for (const {
    0: whole,
    1: stars = '',
    2: name = '',
    3: constraints = '',
    4: fallback,
    5: mark,
    index,
  } of text.matchAll(parameterForm)) {
    const checks = constraints.split(/:(?![^(]*\))/).filter((one) => one !== '');
    const allowed = checks.map((check) => constraintOf(check, template));
    catchAll ||= stars !== '';
    optional ||= mark !== undefined || fallback !== undefined;
    constrained ||= checks.length > 0;
    parameters.push({
      name,
      allows: (value) => allowed.every((allows) => allows(value)),
      fallback: fallback?.slice(1),
    });
    pattern += `${literal(text.slice(last, index))}(.${catchAll ? '*' : '+?'})`;
    last = index + whole.length;
  }
  const rest = text.slice(last);
  if (/[{}]/.test(rest)) throw new Error(`The route "${template}" is wrong at "${text}": write parameters as {name}.`);
  const rank = parameters.length === 0 ? 1 : (catchAll ? 4 : 2) + (constrained ? 0 : 1);
  return { pattern: new RegExp(`^${pattern}${literal(rest)}$`, 'is'), parameters, rank, optional, catchAll };
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
