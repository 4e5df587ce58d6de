import { withoutOuterSlashes } from '../outer-slashes.js';
import { refuse } from './codecs.js';

/** What a request is about. */
export type Route =
  /** The namespace's address itself, which lists what is public: nothing. */
  | { readonly kind: 'root' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'queues' }
  | { readonly kind: 'topics' }
  /** A queue or a topic: their names share one space. */
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'subscriptions'; readonly topic: string }
  | { readonly kind: 'subscription'; readonly topic: string; readonly name: string }
  | { readonly kind: 'rules'; readonly topic: string; readonly subscription: string }
  | { readonly kind: 'rule'; readonly topic: string; readonly subscription: string; readonly name: string };

/** Names of topics may contain slashes; those of subscriptions and rules may not. */
const BELOW_TOPIC = /^(.+)\/subscriptions(?:\/([^/]+)(?:\/(rules)(?:\/([^/]+))?)?)?$/i;

/** Reads the path of a request. Throws `invalid-argument` when it is not properly encoded. */
export function routeOf(pathname: string): Route {
  const path = withoutOuterSlashes(decoded(pathname));
  const known = path.toLowerCase();
  if (known === '') return { kind: 'root' };
  if (known === '$namespaceinfo') return { kind: 'namespace' };
  if (known === '$resources/queues') return { kind: 'queues' };
  if (known === '$resources/topics') return { kind: 'topics' };
  const [, topic, subscription, rules, rule] = BELOW_TOPIC.exec(path) ?? [];
  if (topic === undefined) return { kind: 'entity', name: path };
  if (subscription === undefined) return { kind: 'subscriptions', topic };
  if (rules === undefined) return { kind: 'subscription', topic, name: subscription };
  if (rule === undefined) return { kind: 'rules', topic, subscription };
  return { kind: 'rule', topic, subscription, name: rule };
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return refuse(`The path '${pathname}' is not properly encoded.`);
  }
}
