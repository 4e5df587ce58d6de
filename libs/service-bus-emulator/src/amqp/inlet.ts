import { BrokerFailure } from '../broker/failure.js';
import type { Arrival } from '../broker/message.js';
import { points } from '../failpoints.js';
import { readArrival } from './arrival.js';
import type { Broker } from './broker.js';
import { largestMessage } from './largest-message.js';
import { problemOf } from './problems.js';
import { type Delivery, deliveryOf, type EventContext, type Receiver, receiverInsides, settle } from './rhea.js';
import { splitBatch } from './sections.js';

/** Message format of a batch: its data sections are whole messages. */
const BATCH = 0x80013700;

/** Messages a client may send ahead of our answers. */
const WINDOW = 500;

/** A client's sending link: takes messages into an entity and answers when they are durable. */
export class Inlet {
  readonly #receiver: Receiver;
  readonly #path: string;
  readonly #broker: Broker;
  #unanswered = 0;

  constructor(receiver: Receiver, path: string, broker: Broker) {
    this.#receiver = receiver;
    this.#path = path;
    this.#broker = broker;
    receiverInsides(receiver).local.attach.max_message_size = largestMessage(path, broker);
    receiver.on('message', (context: EventContext) => void this.#take(context));
    receiver.add_credit(WINDOW);
  }

  async #take(context: EventContext): Promise<void> {
    const delivery = deliveryOf(context);
    this.#unanswered++;
    try {
      this.#broker.store.check();
      const bytes = context.message as unknown as Buffer; // raw, see guarded-session.ts
      this.#broker.namespace.send(this.#path, this.#arrivals(delivery, bytes));
      points['send-taken'].pass();
      await this.#broker.store.committed(points['send-committed']);
      settle(delivery, undefined);
      points['send-acknowledged'].passOnceSent();
    } catch (error) {
      settle(delivery, problemOf(error));
    }
    this.#unanswered--;
    this.#refill();
  }

  /** All messages of the delivery, read before the first is taken: a batch arrives as a whole or not at all. */
  #arrivals(delivery: Delivery, bytes: Buffer): Arrival[] {
    const most = largestMessage(this.#path, this.#broker);
    const limit = delivery.format === BATCH ? Math.min(most, this.#broker.limits.batchBytes) : most;
    const size = delivery.size ?? bytes.length;
    if (size > limit) {
      throw new BrokerFailure(
        'message-too-large',
        `The received message (delivery-id:${delivery.id}, size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
      );
    }
    const messages = delivery.format === BATCH ? splitBatch(bytes) : [bytes];
    return messages.map((message) => readArrival(message, this.#broker.guid));
  }

  #refill(): void {
    const open = receiverInsides(this.#receiver).credit + this.#unanswered;
    if (open <= WINDOW / 2 && this.#receiver.is_open()) this.#receiver.add_credit(WINDOW - open);
  }
}
