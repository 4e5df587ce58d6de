import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { MetricData } from '@opentelemetry/sdk-metrics';

/** What each service told last of its metrics: a process tells all of them, every time. */
export class MetricStore {
  readonly #byService = new Map<string, MetricData[]>();
  readonly #serializer = new PrometheusSerializer(undefined, false, undefined, true, true);

  put(service: string, metrics: MetricData[]): void {
    this.#byService.set(service, metrics);
  }

  /** All of it in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  page(): string {
    const scopeMetrics = [...this.#byService].map(([name, metrics]) => ({ scope: { name }, metrics }));
    const text = this.#serializer.serialize({ resource: resourceFromAttributes({}), scopeMetrics });
    return `${text.trimEnd()}\n`;
  }
}
