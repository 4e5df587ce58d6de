/**
 * What a Functions host and its Node worker tell each other, in the shapes of the protocol's JavaScript side: the names are
 * those of Microsoft's FunctionRpc messages, because `@azure/functions` reads and writes these very objects.
 */

/** A value on its way into or out of a function: exactly one member is set. */
export interface TypedData {
  string?: string | null;
  json?: string | null;
  bytes?: Uint8Array | null;
  int?: number | null;
  double?: number | null;
  http?: HttpData | null;
  collectionBytes?: { bytes: Uint8Array[] } | null;
  collectionString?: { string: string[] } | null;
  collectionSint64?: { sint64: number[] } | null;
}

/** A request or a response. */
export interface HttpData {
  method?: string | null;
  url?: string | null;
  headers?: Record<string, string> | null;
  nullableHeaders?: Record<string, { value: string }> | null;
  nullableQuery?: Record<string, { value: string }> | null;
  nullableParams?: Record<string, { value: string }> | null;
  body?: TypedData | null;
  statusCode?: string | null;
  cookies?: HttpCookie[] | null;
}

export interface HttpCookie {
  name?: string | null;
  value?: string | null;
  domain?: { value?: string | null } | null;
  path?: { value?: string | null } | null;
  /** Seconds since 1970. */
  expires?: { value?: { seconds?: number | null } | null } | null;
  secure?: { value?: boolean | null } | null;
  httpOnly?: { value?: boolean | null } | null;
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | null;
  /** Seconds. */
  maxAge?: { value?: number | null } | null;
}

export interface Binding {
  type?: string | null;
  direction?: 'in' | 'out' | 'inout' | null;
  dataType?: 'undefined' | 'string' | 'binary' | 'stream' | null;
  [member: string]: unknown;
}

export interface RetryOptions {
  /** -1: for ever. */
  maxRetryCount?: number | null;
  retryStrategy?: 'exponentialBackoff' | 'fixedDelay' | null;
  delayInterval?: { seconds?: number | null } | null;
  minimumInterval?: { seconds?: number | null } | null;
  maximumInterval?: { seconds?: number | null } | null;
}

/** A function as the app registered it. */
export interface FunctionMetadata {
  name: string;
  functionId: string;
  bindings: Record<string, Binding>;
  retryOptions?: RetryOptions | null;
}

export interface Exception {
  message: string;
  /** Always there, and always empty: it is .NET's. */
  source: string;
  stackTrace: string;
}

export interface RetryContext {
  retryCount: number;
  maxRetryCount: number;
  exception?: Exception;
}

export interface TraceContext {
  traceParent: string;
  traceState: string;
  attributes: Record<string, string>;
}

export interface InvocationRequest {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: TraceContext;
  retryContext?: RetryContext;
}

export interface InvocationResponse {
  invocationId?: string | null;
  outputData?: { name?: string | null; data?: TypedData | null }[] | null;
  returnValue?: TypedData | null;
}

export const levels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;
export type Level = (typeof levels)[number];

/** Whose line it is: the function's, or the worker's and the library's. */
export type LogCategory = 'user' | 'system' | 'customMetric';
