import type { Answer } from '../atom/answer.js';
import { healthOf } from './health.js';
import { json } from './json.js';
import type { Metrics } from './metrics.js';
import type { Observed } from './observed.js';

/** Answers `/health`, `/counts` and Prometheus' `/metrics`; undefined: the path is another. */
export type Observer = (path: string) => Promise<Answer> | undefined;

/** Commits remembered until somebody asks for metrics, or until they are too many to remember. */
const MOST_REMEMBERED = 10_000;

export function observer(observed: Observed): Observer {
  const { namespace, store } = observed.broker;
  const health = healthOf(observed.broker);
  const commits: number[] = [];
  let loaded: Promise<Metrics> | undefined;
  // Its library takes a while to load: not before it is needed.
  const metrics = async (): Promise<Metrics> => {
    loaded ??= import('./metrics.js').then((module) => new module.Metrics(observed));
    const ready = await loaded;
    for (const seconds of commits.splice(0)) ready.commit(seconds);
    return ready;
  };
  store.watchCommits((seconds) => {
    commits.push(seconds);
    if (commits.length === MOST_REMEMBERED) void metrics();
  });
  const pages: { readonly [path: string]: () => Promise<Answer> } = {
    '/health': async () => {
      const found = await health();
      return json(found.healthy ? 200 : 503, found);
    },
    '/counts': async () => json(200, namespace.counts()),
    '/metrics': async () => (await metrics()).page(await health()),
  };
  return (path) => pages[path]?.();
}
