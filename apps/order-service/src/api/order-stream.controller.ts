import { Readable } from 'node:stream';
import { type TokenVerifier } from '@causeway/auth';
import { Access, CurrentPrincipal, TOKEN_VERIFIER } from '@causeway/auth/nest';
import { idOf } from '@causeway/runtime/http';
import { Controller, Get, Headers, Inject, type OnModuleDestroy, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { WatchOrder } from '../core/watch-order.js';
import { type Reading, readerOf } from './orders.controller.js';
import { closing, lastEventId, open } from './server-sent-events.js';
import { STREAM_SETTINGS } from './tokens.js';

export type StreamSettings = {
  /** Whether something on the way holds answers back until they end: then an answer is what is new, and the client asks again. */
  buffered: boolean;
};

const pingMs = 15_000;
/** No stream outlives the token it was opened with. */
const longestMs = 15 * 60_000;
/** How often it is looked whether the session or key behind a stream has ended. */
const lookEveryMs = 1000;

@Controller('v1/orders')
export class OrderStreamController implements OnModuleDestroy {
  readonly #watch: WatchOrder;
  readonly #settings: StreamSettings;
  readonly #verifier: TokenVerifier;
  readonly #closing = new AbortController();

  constructor(
    watch: WatchOrder,
    @Inject(STREAM_SETTINGS) settings: StreamSettings,
    @Inject(TOKEN_VERIFIER) verifier: TokenVerifier,
  ) {
    this.#watch = watch;
    this.#settings = settings;
    this.#verifier = verifier;
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  @Get(':id/events')
  @Access('owner', 'support', 'orders:read')
  async events(
    @Param('id', idOf('The order')) id: string,
    @Headers('last-event-id') known: string | undefined,
    @CurrentPrincipal() principal: Reading,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    const looking = setInterval(() => {
      if (this.#verifier.hasEnded(principal)) gone.abort();
    }, lookEveryMs).unref();
    reply.raw.once('close', () => {
      clearInterval(looking);
      gone.abort();
    });
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
