import type { Answer } from '../atom/answer.js';
import type { Namespace } from '../broker/namespace.js';
import type { Store } from '../storage/store.js';
import { metricsText } from './metrics.js';

export interface Observed {
  readonly namespace: Namespace;
  readonly store: Store;
  connections(): number;
}

/** `/health`, `/counts` and Prometheus' `/metrics`; undefined: the request is for something else. */
export function observe(path: string, { namespace, store, connections }: Observed): Answer | undefined {
  if (path === '/health') return json(store.healthy ? 200 : 503, { healthy: store.healthy });
  if (path === '/counts') return json(200, namespace.counts());
  if (path === '/metrics')
    return {
      status: 200,
      type: 'text/plain; version=0.0.4',
      body: metricsText(namespace, connections(), store.healthy),
    };
  return undefined;
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});
