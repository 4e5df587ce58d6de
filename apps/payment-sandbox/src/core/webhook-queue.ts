import { type DeliveryTools, deliverWebhook } from './deliver-webhook.js';
import type { Deliveries, Delivery } from './ports.js';

/** Deliveries under way at the same time. */
const atOnce = 16;

/** The deliveries of this process: which are under way, and which come next. */
export class WebhookQueue {
  readonly #deliveries: Deliveries;
  readonly #tools: DeliveryTools;
  readonly #onDone: (error?: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();

  /** `onDone` is called after each delivery, with the error when its outcome could not be noted. */
  constructor(deliveries: Deliveries, tools: DeliveryTools, onDone: (error?: unknown) => void) {
    this.#deliveries = deliveries;
    this.#tools = tools;
    this.#onDone = onDone;
  }

  /** Starts what is due, as far as there is room. Returns when the next becomes due, in milliseconds from now. */
  startDue(): number | undefined {
    const now = this.#tools.clock().getTime();
    const due = this.#deliveries.due(now, atOnce + this.#underWay.size);
    const waiting = due.filter(({ eventId }) => !this.#underWay.has(eventId));
    for (const delivery of waiting.slice(0, atOnce - this.#underWay.size)) this.#start(delivery);
    const next = this.#deliveries.nextAfter(now);
    return next === undefined ? undefined : next - now;
  }

  #start(delivery: Delivery): void {
    const end = (error?: unknown) => {
      this.#underWay.delete(delivery.eventId);
      this.#onDone(error);
    };
    this.#underWay.set(
      delivery.eventId,
      deliverWebhook(delivery, this.#tools).then(() => end(), end),
    );
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }
}
