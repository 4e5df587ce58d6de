import { withoutOuterSlashes } from '../outer-slashes.js';

/**
 * The entity path of a resource such as `sb://localhost:5672/orders/`, in lower case; '' for the namespace. Scheme, host
 * and port are left out of account: clients reach the same emulator under many names.
 */
export function resourcePath(resource: string): string {
  const withoutScheme = resource.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const [address = ''] = withoutScheme.split('?');
  const slash = address.indexOf('/');
  return slash < 0 ? '' : barePath(address.slice(slash));
}

/** A path in lower case, without slashes around it. */
export const barePath = (path: string): string => withoutOuterSlashes(path).toLowerCase();

/** Whether a right on `scope` is one on `path`: on the same entity or on one above it; '' is above all. */
export const covers = (scope: string, path: string): boolean =>
  scope === '' || path === scope || path.startsWith(`${scope}/`);

/** What covers a bare path, nearest first: `a/b`, `a` and '' for `a/b`. */
export function scopesOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return [...parts.map((_part, at) => parts.slice(0, parts.length - at).join('/')), ''];
}
