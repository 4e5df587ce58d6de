import {
  DomainError,
  type FieldError,
  type Problem,
  type ProblemCode,
  type ProblemExtras,
  problemTypes,
} from '@causeway/data-model';

/** What goes out for an error: the body (RFC 9457), its status and the headers that belong to it. */
export type ProblemAnswer = { status: number; body: Problem; headers: Record<string, string> };

/** Turns any error into the problem a client may see: never a stack, a path of the server or another user's data. */
export function problemOf(error: unknown, request: { path: string; traceId: string }): ProblemAnswer {
  const refusal = asDomainError(error);
  const { status, title } = problemTypes[refusal.code];
  const { detail = `${title}.`, errors, members = {}, retryAfter, quota } = refusal.extras;
  const body: Problem = {
    type: `/problems/${refusal.code}`,
    title,
    status,
    detail,
    instance: request.path,
    code: refusal.code,
    traceId: request.traceId,
    ...(errors === undefined ? {} : { errors }),
    ...members,
  };
  return {
    status,
    body,
    headers: { ...headersOf(refusal.code, status, retryAfter), ...rateLimitOf(status, retryAfter, quota) },
  };
}

function headersOf(code: ProblemCode, status: number, retryAfter: number | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' };
  if (status === 401) headers['www-authenticate'] = challengeOf(code);
  if (status === 503 || status === 429 || retryAfter !== undefined) headers['retry-after'] = String(retryAfter ?? 1);
  if (status >= 400) headers['cache-control'] = 'no-store';
  return headers;
}

/** Which limit was met, and that nothing is left of it for so many seconds (draft-ietf-httpapi-ratelimit-headers-10). */
function rateLimitOf(status: number, retryAfter = 1, quota?: ProblemExtras['quota']): Record<string, string> {
  if (status !== 429) return {};
  const { name, allowed, windowSeconds } = quota ?? { name: 'default', allowed: 1, windowSeconds: retryAfter };
  return {
    'ratelimit-policy': `"${name}";q=${allowed};w=${windowSeconds}`,
    ratelimit: `"${name}";r=0;t=${retryAfter}`,
  };
}

/** RFC 6750, section 3. */
const challengeOf = (code: ProblemCode): string =>
  code === 'invalid-token' ? 'Bearer realm="causeway", error="invalid_token"' : 'Bearer realm="causeway"';

/** What Fastify and Nest throw, in the shop's own codes; whatever is not known is `internal`. */
const libraryCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
};

const statusCodes: Record<number, ProblemCode> = {
  400: 'malformed-json',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'timeout',
  413: 'too-large',
  415: 'unsupported-media-type',
};

function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (!(error instanceof Error)) return new DomainError('internal');
  const code = 'code' in error && typeof error.code === 'string' ? libraryCodes[error.code] : undefined;
  if (code !== undefined) return new DomainError(code, { cause: error });
  const status = 'getStatus' in error && typeof error.getStatus === 'function' ? Number(error.getStatus()) : undefined;
  return new DomainError((status && statusCodes[status]) || 'internal', { cause: error });
}

/** What a client sends must not make the answer many times as long. */
const mostErrors = 100;
const mostCharacters = 200;

type Issue = { readonly message: string; readonly path?: readonly unknown[] | undefined };

/** The problem for what a schema found wrong: in a query `bad-query`, else `unknown-field` or `validation`. */
export function invalid(issues: readonly Issue[], where: 'body' | 'query'): DomainError {
  const all = unique(issues.flatMap(fieldErrorsOf));
  const errors = all.slice(0, mostErrors);
  const named = all.length > mostErrors ? `; the first ${mostErrors} are named.` : '.';
  const detail = all.length === 1 ? '1 field is invalid.' : `${all.length} fields are invalid${named}`;
  if (where === 'query') {
    const said = errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join('; ');
    return new DomainError('bad-query', { detail: `${said}.`, errors });
  }
  const onlyUnknown = issues.every((issue) => unknownKeys(issue) !== undefined);
  return new DomainError(onlyUnknown ? 'unknown-field' : 'validation', { detail, errors });
}

/** A number that is too large for an integer is too large for its bound, too, and one rule says both. */
const unique = (errors: FieldError[]): FieldError[] => [
  ...new Map(errors.map((error) => [`${error.pointer} ${error.message}`, error])).values(),
];

function fieldErrorsOf(issue: Issue): FieldError[] {
  const path = (issue.path ?? []).map((step) =>
    typeof step === 'object' && step !== null && 'key' in step ? step.key : step,
  );
  const unknown = unknownKeys(issue);
  if (unknown === undefined) return [{ pointer: pointerOf(path), message: issue.message }];
  return unknown.map((key) => ({ pointer: pointerOf([...path, key]), message: 'is not a known field' }));
}

function unknownKeys(issue: Issue): string[] | undefined {
  return 'code' in issue && issue.code === 'unrecognized_keys' && 'keys' in issue && Array.isArray(issue.keys)
    ? issue.keys.map(String)
    : undefined;
}

/** RFC 6901; a name that somebody has made up is cut. */
const pointerOf = (path: readonly unknown[]): string =>
  path.map((step) => `/${cut(String(step)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const cut = (name: string): string => (name.length > mostCharacters ? `${name.slice(0, mostCharacters)}...` : name);
