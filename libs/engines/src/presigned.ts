import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  headers: IncomingHttpHeaders;
}

export interface Refusal {
  code: string;
  message: string;
}

interface Claim {
  credential: string;
  signedHeaders: string;
  signature: string;
  amzDate: string;
  payloadHash: string;
}

const refusal = (code: string, message: string): Refusal => ({ code, message });
const mismatch = refusal(
  'SignatureDoesNotMatch',
  'The request signature we calculated does not match the signature you provided.',
);

/**
 * Checks an S3 request's Signature Version 4, in its query (a presigned URL) or its Authorization header, as
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html describes it. Every header that
 * was signed (content-type, content-length, ...) must arrive with the value that was signed. Returns undefined when
 * the request may pass. The body's own hash is not recomputed.
 */
export function refuse(request: SignedRequest, credentials: Credentials, now: Date): Refusal | undefined {
  const [path = '/', search = ''] = splitOnce(request.url, '?');
  const query = parseQuery(search);
  const presigned = query.has('X-Amz-Signature');
  const claim = presigned ? claimOfQuery(query) : claimOfHeader(request.headers);
  if (claim === undefined) return refusal('AccessDenied', 'Access Denied');
  const signedAt = parseAmzDate(claim.amzDate);
  if (signedAt === undefined) return refusal('AccessDenied', 'The date of the signature is missing or malformed.');
  const late = presigned ? expiry(query, signedAt, now) : skew(signedAt, now);
  if (late !== undefined) return late;

  const [accessKeyId, day, region, service, terminator] = claim.credential.split('/');
  if (accessKeyId !== credentials.accessKeyId) {
    return refusal('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const names = claim.signedHeaders.split(';');
  if (service !== 's3' || terminator !== 'aws4_request' || !names.includes('host')) return mismatch;
  if (day !== claim.amzDate.slice(0, 8)) return mismatch;

  const canonical = [
    request.method,
    path,
    canonicalQuery(query),
    ...names.map((name) => `${name}:${headerValue(request.headers, name)}`),
    '',
    claim.signedHeaders,
    claim.payloadHash,
  ].join('\n');
  const scope = `${day}/${region}/${service}/${terminator}`;
  const toSign = ['AWS4-HMAC-SHA256', claim.amzDate, scope, sha256(canonical)].join('\n');
  const key = [day ?? '', region ?? '', service, terminator].reduce<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  return sameText(hmac(key, toSign).toString('hex'), claim.signature) ? undefined : mismatch;
}

function claimOfQuery(query: Map<string, string>): Claim | undefined {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return undefined;
  return {
    credential: query.get('X-Amz-Credential') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    amzDate: query.get('X-Amz-Date') ?? '',
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function claimOfHeader(headers: IncomingHttpHeaders): Claim | undefined {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (parts === null) return undefined;
  return {
    credential: parts[1] ?? '',
    signedHeaders: parts[2] ?? '',
    signature: parts[3] ?? '',
    amzDate: headerValue(headers, 'x-amz-date'),
    payloadHash: headerValue(headers, 'x-amz-content-sha256'),
  };
}

function expiry(query: Map<string, string>, signedAt: Date, now: Date): Refusal | undefined {
  const seconds = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 604_800) {
    return refusal('AuthorizationQueryParametersError', 'X-Amz-Expires must be from 1 to 604800 seconds.');
  }
  if (now.getTime() > signedAt.getTime() + seconds * 1000) return refusal('AccessDenied', 'Request has expired');
  return signedAt.getTime() > now.getTime() + 15 * 60_000
    ? refusal('AccessDenied', 'Request is not valid yet')
    : undefined;
}

const skew = (signedAt: Date, now: Date) =>
  Math.abs(now.getTime() - signedAt.getTime()) > 15 * 60_000
    ? refusal('RequestTimeTooSkewed', "The difference between the request time and the server's time is too large.")
    : undefined;

function parseAmzDate(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function parseQuery(search: string): Map<string, string> {
  const pairs = search.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', value = ''] = splitOnce(pair, '=');
      return [decode(name), decode(value)];
    }),
  );
}

function canonicalQuery(query: Map<string, string>): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
const sameText = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
