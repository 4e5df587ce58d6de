/** Bytes that API Gateway takes as the body of a request (its quotas for REST APIs). */
export const mostBodyBytes = 10 * 1024 * 1024;

/** `timeoutInMillis` of the integrations in infra/aws: API Gateway would wait for 29 s at most. */
export const integrationMs = 15_000;

/**
 * The bodies that travel as they are, in base64: `binary_media_types` in infra/aws, which has none. Everything is text, and
 * an answer that says it is base64 stays so.
 */
export const binaryMediaTypes: readonly string[] = [];

/** The methods of `ANY`. */
export const methods: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Whether a media type, or the first of several, is among those that are binary. */
export function isBinary(mediaTypes: string | undefined, binary: readonly string[]): boolean {
  const [first = ''] = (mediaTypes ?? '').split(/[,;]/, 1);
  const name = first.trim().toLowerCase();
  return binary.some((one) => one === '*/*' || one.toLowerCase() === name);
}
