import { subscriptionPath } from '../broker/namespace.js';
import type { Keyring } from '../security/keyring.js';
import type { Route } from './route.js';

/** The one place where a management request's `Authorization` header is checked for the right `Manage`. Throws `unauthorized`. */
export const authorize = (authorization: string | undefined, route: Route, keyring: Keyring): void =>
  keyring.mustAllow(authorization, pathOf(route), 'Manage');

/** The path as it was asked for: the client signs the whole address of each request. */
function pathOf(route: Route): string {
  switch (route.kind) {
    case 'root':
      return '';
    case 'namespace':
      return '$namespaceinfo';
    case 'queues':
    case 'topics':
      return `$Resources/${route.kind}`;
    case 'entity':
      return route.name;
    case 'subscriptions':
      return `${route.topic}/Subscriptions`;
    case 'subscription':
      return subscriptionPath(route.topic, route.name);
    case 'rules':
      return `${subscriptionPath(route.topic, route.subscription)}/Rules`;
    case 'rule':
      return `${subscriptionPath(route.topic, route.subscription)}/Rules/${route.name}`;
  }
}
