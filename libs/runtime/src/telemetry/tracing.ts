import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export type SpanOptions = {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes?: Attributes;
  /** The W3C traceparent of the span that caused this one; the active span otherwise. */
  parent?: string | undefined;
  /** Traceparents of spans this one is related to. */
  links?: readonly string[];
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Runs `fn` inside a new span; an error thrown by it is recorded and thrown on. */
export function inSpan<T>(name: string, options: SpanOptions, fn: (span: Span) => Promise<T>): Promise<T> {
  const { span, active } = startSpanFrom(name, options);
  return context.with(active, () =>
    fn(span).then(
      (result) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
        span.end();
        throw error;
      },
    ),
  );
}

/** For doors that end their span elsewhere: the span and the context in which the work belongs. */
export function startSpanFrom(name: string, options: SpanOptions): { span: Span; active: Context } {
  const parent = options.parent === undefined ? context.active() : remoteContext(options.parent);
  const links = (options.links ?? []).flatMap(asLink);
  const span = trace
    .getTracer('causeway')
    .startSpan(name, { kind: kinds[options.kind ?? 'internal'], attributes: options.attributes ?? {}, links }, parent);
  return { span, active: trace.setSpan(parent, span) };
}

/** The active span as a W3C traceparent (https://www.w3.org/TR/trace-context/); an unsampled one of its own without. */
export function currentTraceparent(): string {
  const span = trace.getActiveSpan()?.spanContext();
  // A process that traces nothing has spans too, whose ids are all zeros.
  if (span === undefined || !isSpanContextValid(span)) return `00-${randomHex(32)}-${randomHex(16)}-00`;
  return `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
}

/** 32 hexadecimal digits. */
export const currentTraceId = (): string => traceIdOf(currentTraceparent());

/** The trace a caller says it is in, by its `traceparent`; a new one when it says nothing that can be read. */
export const traceIdOfCaller = (traceparent: string | string[] | undefined): string =>
  asLink(String(traceparent))[0]?.context.traceId ?? currentTraceId();

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

function remoteContext(traceparent: string): Context {
  const [link] = asLink(traceparent);
  return link === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, link.context);
}

function asLink(traceparent: string): Link[] {
  const match = traceparentPattern.exec(traceparent);
  if (match === null) return [];
  const [, traceId = '', spanId = '', flags = '00'] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return [];
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true } }];
}

function randomHex(digits: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(digits / 2))).toString('hex');
}
