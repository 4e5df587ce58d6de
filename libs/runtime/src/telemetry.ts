export { log, logTo } from './telemetry/log.js';
export { type Count, counter, gauge, histogram, type Measure } from './telemetry/metrics.js';
export { flushTelemetry, sendTelemetry, startTelemetry } from './telemetry/start.js';
export {
  currentTraceId,
  currentTraceparent,
  inSpan,
  type SpanOptions,
  startSpanFrom,
  traceIdOf,
  traceIdOfCaller,
} from './telemetry/tracing.js';
