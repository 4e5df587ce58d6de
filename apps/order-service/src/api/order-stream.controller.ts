import { Readable } from 'node:stream';
import type { UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Headers, Inject, type OnModuleDestroy, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { WatchOrder } from '../core/watch-order.js';
import { readerOf } from './orders.controller.js';
import { closing, lastEventId, open } from './server-sent-events.js';
import { STREAM_SETTINGS } from './tokens.js';

export type StreamSettings = {
  /** Whether something on the way holds answers back until they end: then an answer is what is new, and the client asks again. */
  buffered: boolean;
};

const pingMs = 15_000;
/** No stream outlives the token it was opened with. */
const longestMs = 15 * 60_000;

@Controller('v1/orders')
export class OrderStreamController implements OnModuleDestroy {
  readonly #watch: WatchOrder;
  readonly #settings: StreamSettings;
  readonly #closing = new AbortController();

  constructor(watch: WatchOrder, @Inject(STREAM_SETTINGS) settings: StreamSettings) {
    this.#watch = watch;
    this.#settings = settings;
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  @Get(':id/events')
  @Access('user')
  async events(
    @Param('id', idOf('The order')) id: string,
    @Headers('last-event-id') known: string | undefined,
    @CurrentPrincipal() principal: UserPrincipal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const sights = this.#watch.execute(id, readerOf(principal), {
      afterSeq: lastEventId(known),
      patienceMs: this.#settings.buffered ? 0 : pingMs,
      ended: AbortSignal.any([this.#closing.signal, gone.signal, AbortSignal.timeout(longestMs)]),
    });
    const first = await sights.next();
    // 204 tells an EventSource that has seen everything to stop asking (HTML, section 9.2.2).
    if (first.done === true) return void reply.status(204).send();
    const text = (this.#settings.buffered ? closing : open)(first.value, sights);
    reply.headers({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      // A connection that was busy when the service began to close would be waited for while it idles.
      connection: 'close',
    });
    await reply.send(Readable.from(text));
  }
}
