import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One way from one cloud into the other: connections to `port` are passed on to `target`, both on the loopback address. */
export interface Route {
  port: number;
  target: number;
}

type Passage = { inner: Socket; outer: Socket | undefined };

/**
 * The network between the clouds, which can be cut: then it swallows what is sent. Connections stay open and nothing
 * passes, not even their end; new ones are taken and lead nowhere. Healing resets all of them, as the first packet does
 * that reaches a side which has given up.
 */
export class Link {
  readonly #routes: readonly Route[];
  readonly #servers: Server[] = [];
  readonly #passages = new Set<Passage>();
  #cutSince: Date | undefined;

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
  }

  get state(): { cut: boolean; since: string | null; connections: number } {
    const since = this.#cutSince?.toISOString() ?? null;
    return { cut: since !== null, since, connections: this.#passages.size };
  }

  async open(): Promise<void> {
    for (const { port, target } of this.#routes) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (inner) => this.#take(inner, target));
      this.#servers.push(server);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    }
  }

  cut(): void {
    this.#cutSince ??= new Date();
    for (const { inner, outer } of this.#passages) {
      for (const side of [inner, outer]) side?.unpipe().pause();
    }
  }

  heal(): void {
    if (this.#cutSince === undefined) return;
    this.#cutSince = undefined;
    this.#reset();
  }

  close(): void {
    for (const server of this.#servers) server.close();
    this.#reset();
  }

  #take(inner: Socket, target: number): void {
    const passage: Passage = { inner, outer: undefined };
    this.#passages.add(passage);
    this.#watch(passage, inner);
    if (this.#cutSince !== undefined) {
      inner.pause();
      return;
    }
    const outer = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    passage.outer = outer;
    this.#watch(passage, outer);
    inner.pipe(outer);
    outer.pipe(inner);
  }

  /** A side that is gone takes the other with it, unless the link is cut: then nobody can tell the other. */
  #watch(passage: Passage, side: Socket): void {
    side.on('error', () => undefined);
    side.once('close', () => {
      if (this.#cutSince === undefined) this.#end(passage);
    });
  }

  #reset(): void {
    for (const passage of this.#passages) this.#end(passage);
  }

  #end(passage: Passage): void {
    this.#passages.delete(passage);
    for (const side of [passage.inner, passage.outer]) {
      if (side?.destroyed === false) side.resetAndDestroy();
    }
  }
}
