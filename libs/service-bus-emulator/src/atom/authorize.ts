import type { Keyring } from '../security/keyring.js';
import type { Route } from './route.js';

/** The one place where a management request's `Authorization` header is checked for the right `Manage`. Throws `unauthorized`. */
export const authorize = (authorization: string | undefined, route: Route, keyring: Keyring): void =>
  keyring.mustAllow(authorization, pathOf(route), 'Manage');

function pathOf(route: Route): string {
  switch (route.kind) {
    case 'entity':
      return route.name;
    case 'subscriptions':
      return `${route.topic}/Subscriptions`;
    case 'subscription':
      return `${route.topic}/Subscriptions/${route.name}`;
    case 'rules':
    case 'rule':
      return `${route.topic}/Subscriptions/${route.subscription}`;
    default:
      return '';
  }
}
