import { keyOf } from './declared-access.mjs';

const begin = '<!-- The table is written by "npm run docs" from what stands beside each route. -->';
const end = '<!-- The end of the table. -->';

/** Who may use which route, as a Markdown table. `routes` as `declaredAccess` gives them. */
export function accessTable(routes) {
  const rows = merged(routes).map(
    ({ method, path, services, callers }) =>
      `| \`${method.toUpperCase()} ${path}\` | ${services.map((name) => name.replace('-service', '')).join(', ')} | ${callers.join(', ')} |`,
  );
  return ['| route | service | who |', '|---|---|---|', ...rows].join('\n');
}

/** The page with its table as it has to be. @throws Error when the page has no place for it */
export function withAccessTable(page, table) {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined)
    throw new Error(`docs/security.md has no place for the table of access: put "${begin}" and "${end}" into it.`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/**
 * Where what is declared and what the OpenAPI document says of a route's callers differ, or one of them has a route that the
 * other has not: a sentence for each. `documented` are the routes of libs/data-model.
 */
export function disagreements(declared, documented) {
  const known = new Map(documented.map((route) => [keyOf(route), route]));
  return declared
    .filter(({ path }) => !path.startsWith('/internal/'))
    .flatMap((route) => {
      const said = known.get(keyOf(route));
      const name = `${route.method.toUpperCase()} ${route.path}`;
      if (said === undefined)
        return [`${name} is not in the OpenAPI document: add it to libs/data-model/src/documents.`];
      if (String(said.callers) === String(route.callers)) return [];
      return [
        `${name} is for ${route.callers.join(', ')} in ${route.service}, and for ${said.callers.join(', ')} in the OpenAPI document: make them agree.`,
      ];
    });
}

/** A route that several services have is one row. */
function merged(routes) {
  const rows = new Map();
  for (const { service, ...route } of routes) {
    const key = `${keyOf(route)} ${route.callers}`;
    const row = rows.get(key) ?? { ...route, services: [] };
    row.services.push(service);
    rows.set(key, row);
  }
  return [...rows.values()];
}
