import * as z from 'zod';
import type { FunctionMetadata } from '../rpc.js';
import { type RouteTemplate, routeTemplate } from './route-template.js';

const httpTrigger = z.object({
  type: z.string().regex(/^httptrigger$/i),
  route: z.string().optional(),
  methods: z.array(z.string().transform((method) => method.toUpperCase())).default([]),
  authLevel: z
    .string()
    .transform((level) => level.toLowerCase())
    .default('function'),
});

/** A function that HTTP requests call. */
export interface HttpFunction {
  metadata: FunctionMetadata;
  route: RouteTemplate;
  /** None: all. */
  methods: readonly string[];
  authLevel: string;
}

/**
 * The app's HTTP functions, those with the more exact routes first. A function without a route has its name.
 *
 * @param prefix host.json's routePrefix
 * @throws Error with one sentence when a route is wrong
 */
export function httpFunctionsIn(functions: readonly FunctionMetadata[], prefix: string): HttpFunction[] {
  const found = functions.flatMap((metadata) => {
    const trigger = Object.values(metadata.bindings).flatMap((binding) => httpTrigger.safeParse(binding).data ?? [])[0];
    if (trigger === undefined) return [];
    const route = routeTemplate(`${prefix.replace(/^\/|\/$/g, '')}/${trigger.route ?? metadata.name}`);
    return [{ metadata, route, methods: trigger.methods, authLevel: trigger.authLevel }];
  });
  return found.sort((one, other) => (one.route.precedence < other.route.precedence ? -1 : 1));
}

/** The outputs that are HTTP answers, by name. */
export const httpOutputsOf = (bindings: HttpFunction['metadata']['bindings']): string[] =>
  Object.entries(bindings).flatMap(([name, { type }]) => (type?.toLowerCase() === 'http' ? [name] : []));

/** The function that a request is for, and what its route takes out of the path; undefined: nobody's. */
export function functionFor(
  functions: readonly HttpFunction[],
  method: string,
  path: string,
): { http: HttpFunction; parameters: Record<string, string> } | undefined {
  for (const http of functions) {
    const parameters = http.route.match(path.replace(/^\/|\/$/g, ''));
    const allowed = http.methods.length === 0 || http.methods.includes(method);
    if (parameters !== undefined && allowed) return { http, parameters };
  }
  return undefined;
}
