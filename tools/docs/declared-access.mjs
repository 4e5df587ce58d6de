// What each route says beside itself about who may use it: read off the controllers as they are built, by the same metadata
// that guards the routes when a service runs.
import 'reflect-metadata';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RequestMethod } from '@nestjs/common';

const accessKey = 'causeway:access';

/** @returns `{ service, method: 'post', path: '/v1/orders/{id}/cancellation', callers: ['owner', 'support'] }` of every route */
export async function declaredAccess(root) {
  const files = globSync('apps/*-service/dist/api/*.controller.js', { cwd: root }).sort();
  const routes = [];
  for (const file of files) {
    const service = file.split('/')[1];
    const exported = await import(pathToFileURL(join(root, file)).href);
    for (const controller of Object.values(exported)) routes.push(...routesOf(controller, service));
  }
  return routes.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export const keyOf = ({ method, path }) => `${path} ${method}`;

function routesOf(controller, service) {
  const base = typeof controller === 'function' ? Reflect.getMetadata('path', controller) : undefined;
  if (base === undefined) return [];
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler = controller.prototype[name];
    const method = Reflect.getMetadata('method', handler);
    if (method === undefined) return [];
    const path = `/${base}/${Reflect.getMetadata('path', handler)}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
    return {
      service,
      method: RequestMethod[method].toLowerCase(),
      path: path.replace(/:(\w+)/g, '{$1}'),
      callers: Reflect.getMetadata(accessKey, handler) ?? [],
    };
  });
}
