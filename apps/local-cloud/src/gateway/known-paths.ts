import { routes } from '@causeway/data-model/documents';
import { type PathMethods, pathMethods } from '@causeway/runtime/path-methods';

/** What every path outside takes: the documented routes, and the pictures. */
export function knownPaths(): PathMethods {
  const known = pathMethods();
  for (const { method, path } of [...routes, { method: 'get', path: '/assets/*' }]) {
    const asFastifyHasIt = path.replace(/\{(\w+)\}/g, ':$1');
    known.add(method, asFastifyHasIt);
    if (method === 'get') known.add('head', asFastifyHasIt);
  }
  return known;
}
