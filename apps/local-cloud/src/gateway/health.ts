import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { onlyGet } from './only-get.js';
import type { Upstreams } from './upstreams.js';

const me = z.object({ roles: z.array(z.string()) });

/** `/health/live` of this process and `/health/ready` of all services; their names are told to an admin only. */
export function reportHealth(app: FastifyInstance, upstreams: Upstreams): void {
  onlyGet(app, '/health/live', () => ({ status: 'live' }));
  onlyGet(app, '/health/ready', async (request, reply) => {
    const services = Object.fromEntries(
      await Promise.all(Object.entries(upstreams).map(async ([name, url]) => [name, await readinessOf(url)])),
    );
    const ready = Object.values(services).every((status) => status === 'ready');
    const status = ready ? 'ready' : 'unready';
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return (await isAdmin(request, upstreams['identity-service'])) ? { status, services } : { status };
  });
}

async function readinessOf(url: string): Promise<'ready' | 'unready'> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(1500) });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'unready';
  } catch {
    return 'unready';
  }
}

/** identity-service is the one that knows: it is asked whose token this is. */
async function isAdmin({ headers: { authorization } }: FastifyRequest, identityUrl: string): Promise<boolean> {
  if (authorization === undefined) return false;
  try {
    const response = await fetch(`${identityUrl}/v1/me`, {
      headers: { authorization },
      signal: AbortSignal.timeout(1500),
    });
    return response.ok && me.parse(await response.json()).roles.includes('admin');
  } catch {
    return false;
  }
}
