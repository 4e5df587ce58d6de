export { log, logTo } from './telemetry/log.js';
export { count, gauge, observe } from './telemetry/metrics.js';
export {
  currentTraceId,
  currentTraceparent,
  flushTelemetry,
  inSpan,
  type SpanOptions,
  startSpanFrom,
  startTelemetry,
  traceIdOf,
  traceIdOfCaller,
} from './telemetry/tracing.js';
