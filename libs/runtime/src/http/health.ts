import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A check per dependency; it resolves when the dependency answers. */
export type Readiness = Record<string, () => Promise<unknown>>;

/** `GET /health/live` and `/health/ready`, outside the guards: 200, or 503 while a dependency does not answer in a second. */
export function reportHealth(app: NestFastifyApplication, checks: Readiness): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/health/live', { config: { access: 'anyone' } }, () => ({ status: 'live' }));
  fastify.get('/health/ready', { config: { access: 'anyone' } }, async (_request, reply) => {
    const outcomes = await Promise.allSettled(Object.values(checks).map((check) => within(1000, check())));
    const ready = outcomes.every(({ status }) => status === 'fulfilled');
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unready' });
  });
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
