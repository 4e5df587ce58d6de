/**
 * infra/aws/routes.json: which service answers which path of API Gateway, in its own way of writing paths. There a place in
 * a path has one name at most, so that `/v1/orders/*` beside `/v1/orders/:id/payment` becomes `/v1/orders/{id}` and
 * `/v1/orders/{id}/{proxy+}`.
 *
 * @param routeTable the gateway's table in apps/local-cloud
 */
export function routesFile(routeTable) {
  const paths = Object.keys(routeTable);
  const routes = Object.entries(routeTable).flatMap(([path, service]) =>
    pathsOf(path, paths).map((one) => [one, service]),
  );
  return `${JSON.stringify(Object.fromEntries(routes.sort(byPath)), null, 2)}\n`;
}

const byPath = ([one], [other]) => (one < other ? -1 : 1);

function pathsOf(path, all) {
  const named = path.replaceAll(/:(\w+)/g, '{$1}');
  if (!path.endsWith('/*')) return [named];
  const start = path.slice(0, -1);
  const sibling = all.find((one) => one.startsWith(`${start}:`));
  if (sibling === undefined) return [`${named.slice(0, -1)}{proxy+}`];
  const [name] = sibling.slice(start.length + 1).split('/');
  return [`${start}{${name}}`, `${start}{${name}}/{proxy+}`];
}
