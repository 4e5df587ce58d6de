import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { All, Controller, Get, HttpCode, Module, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timeLeft } from '../src/outgoing.js';

/** What the answers of this service have closed. */
export const closed: string[] = [];

@Controller()
class Echo {
  /** Tells what came in. */
  @All('echo/*')
  echo(
    @Req() { method, url, headers, ip, query, body, raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    reply.header('x-echo-method', method).header('connection', 'close, x-of-the-hop').header('x-of-the-hop', '1');
    return { method, url, headers, ip, query, body: body ?? null, rawHeaders: raw.rawHeaders, leftMs: timeLeft() };
  }

  @Get('picture')
  async picture(@Res() reply: FastifyReply) {
    await reply.type('image/png').send(Buffer.from([137, 80, 78, 71, 0, 255, 254]));
  }

  @Get('cookies')
  cookies(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('set-cookie', ['a=1; Path=/', 'b=2; HttpOnly']).header('vary', ['accept', 'origin']);
    return {};
  }

  @Get('nothing')
  @HttpCode(204)
  nothing() {}

  @Get('unchanged')
  async unchanged(@Res() reply: FastifyReply) {
    await reply.status(304).header('etag', '"p1"').send();
  }

  @Get('events')
  async events(@Res() reply: FastifyReply) {
    reply.raw.once('close', () => closed.push('events'));
    await reply.type('text/event-stream').send(Readable.from(['event: one\n\n', 'event: two\n\n']));
  }

  @Get('csv-in')
  async read(@Req() { raw }: FastifyRequest) {
    return { text: await text(raw) };
  }
}

@Module({ controllers: [Echo] })
export class EchoModule {}
