import type { Order, TimelineItem } from '@causeway/data-model';
import type { Timelines, Wakeups } from './ports.js';
import type { Reader, ReadOrders } from './read-orders.js';

/** What a watcher sees next; `nothing` after a while in which nothing happened. */
export type Sight = { snapshot: Order } | { item: TimelineItem } | { nothing: true };

export type Watching = {
  /** The newest item the watcher knows. One who knows none is shown the order first, and its whole story. */
  afterSeq: number | undefined;
  /** Milliseconds of quiet after which the watcher is told so. */
  patienceMs: number;
  ended: AbortSignal;
};

/** Other processes change orders too, and cannot wake this one. */
const pollMs = 1000;
const pageSize = 100;

/** Shows an order as it changes, until nothing more is to be expected. */
export class WatchOrder {
  readonly #read: ReadOrders;
  readonly #timelines: Timelines;
  readonly #wakeups: Wakeups;

  constructor(ports: { read: ReadOrders; timelines: Timelines; wakeups: Wakeups }) {
    this.#read = ports.read;
    this.#timelines = ports.timelines;
    this.#wakeups = ports.wakeups;
  }

  /** @throws DomainError `not-found`, before anything is shown */
  async *execute(id: string, reader: Reader, { afterSeq, patienceMs, ended }: Watching): AsyncGenerator<Sight> {
    const order = await this.#read.one(id, reader);
    if (afterSeq === undefined) yield { snapshot: order };
    const told: TimelineItem[] = [];
    // Who comes back is answered at once, and be it that nothing is new: whoever stands between would give up waiting.
    let quietMs = afterSeq === undefined ? 0 : patienceMs;
    while (!ended.aborted) {
      const news = await this.#timelines.after(id, told.at(-1)?.seq ?? 0, pageSize);
      told.push(...news);
      const unknown = news.filter(({ seq }) => seq > (afterSeq ?? 0));
      for (const item of unknown) yield { item };
      if (isOver(told)) return;
      if (unknown.length > 0) quietMs = 0;
      if (news.length === pageSize) continue;
      if (quietMs >= patienceMs) {
        yield { nothing: true };
        quietMs = 0;
      }
      const waitMs = Math.min(pollMs, patienceMs - quietMs);
      await this.#wakeups.next(id, waitMs, ended);
      quietMs += waitMs;
    }
  }
}

/** Whether only a new request could add to the story: it has come to its end, or what follows a payment has been done. */
export function isOver(timeline: readonly TimelineItem[]): boolean {
  const has = (type: TimelineItem['type']) => timeline.some((item) => item.type === type);
  switch (timeline.at(-1)?.status) {
    case 'payment_failed':
    case 'cancelled':
    case 'refunded':
      return true;
    case 'paid':
    case 'fulfilled':
    case 'partially_refunded':
      return has('reservation.committed') && has('notification.sent');
    default:
      return false;
  }
}
