import findMyWay from 'find-my-way';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Which methods a path takes, found as Fastify finds its routes. */
export function pathMethods() {
  const known = findMyWay({ ignoreTrailingSlash: true });
  return {
    /** @param path with parameters as Fastify writes them, such as `/v1/orders/:id` */
    add(method: string, path: string): void {
      const one = method.toUpperCase() as 'GET'; // find-my-way's type lists what Fastify takes as text
      if (!known.hasRoute(one, path)) known.on(one, path, () => undefined);
    },

    /** None for a path that does not exist. */
    of: (path: string): readonly string[] => methods.filter((method) => known.find(method, path) !== null),
  };
}

export type PathMethods = ReturnType<typeof pathMethods>;
