import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { processEnv, readEnvOrEnd } from '../env.js';
import { within } from '../within.js';
import { logTo } from './log.js';
import { redactSpans } from './redact-spans.js';
import { samplerOf } from './sampler.js';

const exportTimeoutMs = 3000;

let providers: { tracer: TracerProvider; meter: MeterProvider } | undefined;
let metricsEveryMs = 0;
/** By the wall clock: a process that is frozen between two calls has no other that goes on. */
let metricsSentAt = 0;

/**
 * Starts traces and metrics of this process. Both are exported over OTLP/HTTP to `OTEL_EXPORTER_OTLP_ENDPOINT`; without one
 * spans are still made, so that trace ids travel, and nothing goes anywhere.
 *
 * @param watchers see every span of this process besides, such as a test's
 */
export function startTelemetry(who: { service: string; cloud: string }, watchers: SpanProcessor[] = []): void {
  if (providers !== undefined) return;
  logTo(who.service);
  const env = readEnvOrEnd(
    processEnv.pick({
      OTEL_EXPORTER_OTLP_ENDPOINT: true,
      OTEL_METRIC_EXPORT_INTERVAL: true,
      OTEL_TRACES_SAMPLER: true,
      OTEL_TRACES_SAMPLER_ARG: true,
    }),
  );
  const resource = resourceFromAttributes({
    'service.name': who.service,
    'cloud.provider': who.cloud,
    'service.namespace': 'causeway',
  });
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const tracer = new TracerProvider({
    resource,
    sampler: samplerOf(env),
    spanProcessors: [redactSpans, ...watchers, ...(endpoint === undefined ? [] : [spansTo(`${endpoint}/v1/traces`)])],
  });
  const meter = new MeterProvider({
    resource,
    readers: endpoint === undefined ? [] : [metricsTo(`${endpoint}/v1/metrics`, env.OTEL_METRIC_EXPORT_INTERVAL)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracer);
  metrics.setGlobalMeterProvider(meter);
  providers = { tracer, meter };
  metricsEveryMs = env.OTEL_METRIC_EXPORT_INTERVAL;
}

function spansTo(url: string): BatchSpanProcessor {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
  return new BatchSpanProcessor({ exporter, scheduledDelayMillis: 200, maxQueueSize: 20_000 });
}

function metricsTo(url: string, everyMs: number): PeriodicExportingMetricReader {
  const exporter = new OTLPMetricExporter({ url, timeoutMillis: exportTimeoutMs });
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: everyMs,
    // The reader refuses a time-out that is longer than its interval.
    exportTimeoutMillis: Math.min(everyMs, exportTimeoutMs),
  });
}

/** Sends what is left and stops; bounded by the exporters' time-out. */
export async function flushTelemetry(): Promise<void> {
  await Promise.allSettled([providers?.tracer.shutdown(), providers?.meter.shutdown()]);
}

/**
 * Sends the spans that have ended, and the metrics when they are due, and goes on: for a process that may be frozen after
 * each of its works.
 *
 * @param withinMs how long that may take; what takes longer goes on in the background
 */
export async function sendTelemetry(withinMs: number): Promise<void> {
  if (providers === undefined) return;
  const isDue = Date.now() - metricsSentAt >= metricsEveryMs;
  if (isDue) metricsSentAt = Date.now();
  const { tracer, meter } = providers;
  await within(withinMs, Promise.allSettled([tracer.forceFlush(), isDue ? meter.forceFlush() : undefined]));
}
