import { type Attributes, type Counter, type Gauge, type Histogram, metrics } from '@opentelemetry/api';

const counters = new Map<string, Counter>();
const histograms = new Map<string, Histogram>();
const gauges = new Map<string, Gauge>();

/** Adds to a counter, such as `causeway.outbox.parked`. */
export function count(name: string, attributes: Attributes = {}, by = 1): void {
  let counter = counters.get(name);
  if (counter === undefined) {
    counter = metrics.getMeter('causeway').createCounter(name);
    counters.set(name, counter);
  }
  counter.add(by, attributes);
}

/** Records a measurement, in the unit its name says, such as `causeway.sync.lag_ms`. */
export function observe(name: string, value: number, attributes: Attributes = {}): void {
  let histogram = histograms.get(name);
  if (histogram === undefined) {
    histogram = metrics.getMeter('causeway').createHistogram(name);
    histograms.set(name, histogram);
  }
  histogram.record(value, attributes);
}

/** Says how much of something there is now, such as `causeway.outbox.parked_now`. */
export function gauge(name: string, value: number, attributes: Attributes = {}): void {
  let known = gauges.get(name);
  if (known === undefined) {
    known = metrics.getMeter('causeway').createGauge(name);
    gauges.set(name, known);
  }
  known.record(value, attributes);
}
