import { type Attributes, type Counter, type Gauge, type Histogram, metrics } from '@opentelemetry/api';

/** Adds to what is counted: one, unless `by` says how many. */
export type Count = (attributes?: Attributes, by?: number) => void;
/** Notes how much there is, or how long something took, in the unit that the metric's name ends with. */
export type Measure = (value: number, attributes?: Attributes) => void;

const meter = () => metrics.getMeter('causeway');

/**
 * A number that only grows while a process lives, such as `causeway.outbox.parked`. Like its two siblings it is declared
 * once, beside what it tells of, and made when it is first used: after `startTelemetry`.
 *
 * @param description one sentence for the person who meets it on a dashboard
 */
export function counter(name: string, description: string): Count {
  let known: Counter | undefined;
  return (attributes = {}, by = 1) => {
    known ??= meter().createCounter(name, { description });
    known.add(by, attributes);
  };
}

/** How something is spread, such as `causeway.sync.lag_ms`, in buckets with these upper bounds. */
export function histogram(name: string, description: string, bounds: readonly number[]): Measure {
  let known: Histogram | undefined;
  return (value, attributes = {}) => {
    known ??= meter().createHistogram(name, { description, advice: { explicitBucketBoundaries: [...bounds] } });
    known.record(value, attributes);
  };
}

/** How much of something there is now, such as `causeway.outbox.parked_now`: the last value stands until the next. */
export function gauge(name: string, description: string): Measure {
  let known: Gauge | undefined;
  return (value, attributes = {}) => {
    known ??= meter().createGauge(name, { description });
    known.record(value, attributes);
  };
}
