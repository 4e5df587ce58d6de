import { Readable } from 'node:stream';
import { DomainError, pageQuery, text } from '@causeway/data-model';
import { Body, Controller, Get, Header, HttpCode, Module, Param, Post, Query, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openHttp } from '../src/http/app.js';
import { IdempotencyKey } from '../src/http/idempotency-key.js';
import { timeLeft } from '../src/outgoing.js';
import { startTelemetry } from '../src/telemetry.js';

const lamp = z.strictObject({
  name: text(1, 200),
  stock: z.int('must be an integer').min(0, 'must not be negative'),
  bulbs: z
    .array(z.strictObject({ watts: z.int() }))
    .max(10)
    .optional(),
});
const query = z.strictObject({ q: text(1, 50).optional(), ...pageQuery });

@Controller('lamps')
class Lamps {
  @Get()
  list(@Query({ schema: query }) { q, limit }: z.infer<typeof query>) {
    return { q: q ?? null, limit };
  }

  @Get('budget')
  budget() {
    return { ms: timeLeft() };
  }

  @Get('stream')
  @Header('content-type', 'text/event-stream')
  stream() {
    return new StreamableFile(Readable.from([': ping\n\n']));
  }

  @Get(':id')
  one(@Param('id') id: string) {
    return { id };
  }

  @Post()
  create(@Body({ schema: lamp }) body: z.infer<typeof lamp>) {
    if (body.name === 'taken') throw new DomainError('already-exists');
    if (body.name.startsWith('bug')) throw new TypeError(`cannot light ${body.name}`);
    return body;
  }

  @Post('orders')
  @HttpCode(200)
  order(@IdempotencyKey() key: string) {
    return { key };
  }
}

@Module({ controllers: [Lamps] })
class LampModule {}

/** A service's HTTP side on a free port, with what a test adds to it. */
export async function openLamps(
  add: (fastify: FastifyInstance) => unknown = () => undefined,
): Promise<NestFastifyApplication> {
  startTelemetry({ service: 'lamp-service', cloud: 'aws' });
  const app = await openHttp({ module: LampModule, service: 'lamp-service' });
  add(app.getHttpAdapter().getInstance());
  await app.listen(0, '127.0.0.1');
  return app;
}
