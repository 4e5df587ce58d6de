import { createHash } from 'node:crypto';
import {
  anEvent,
  type CloudEvent,
  type Disproof,
  isPseudonym,
  type Notification,
  type Order,
  orderDisproof,
} from '@causeway/data-model';
import { compose, hasReceipt, templateFor } from './letters.js';
import type { Clock, Customers, Ids, KnownOrders, Mail, Notifications, Receipts } from './ports.js';

/** Tells a customer what happened to an order: once per event, however often the event arrives. */
export class NotifyCustomer {
  readonly #notifications: Notifications;
  readonly #orders: KnownOrders;
  readonly #customers: Customers;
  readonly #mail: Mail;
  readonly #receipts: Pick<Receipts, 'keep'>;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(ports: {
    notifications: Notifications;
    orders: KnownOrders;
    customers: Customers;
    mail: Mail;
    receipts: Pick<Receipts, 'keep'>;
    clock: Clock;
    ids: Ids;
  }) {
    this.#notifications = ports.notifications;
    this.#orders = ports.orders;
    this.#customers = ports.customers;
    this.#mail = ports.mail;
    this.#receipts = ports.receipts;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
  }

  /**
   * Nothing is known here of orders: before anything is written or sent, order-service is asked whether the order has come
   * to what the event says.
   *
   * @param traceparent of the span that handles the event, for the event this publishes
   * @returns why the event can never have come from order-service, if that is so
   * @throws DomainError `unavailable` when order-service, identity-service or the mail server is away
   */
  async execute(event: CloudEvent, order: Order, traceparent: string): Promise<Disproof | undefined> {
    const template = templateFor(event.type);
    if (template === undefined) return undefined;
    const disproof = orderDisproof(order, await this.#orders.byId(order.id));
    if (disproof === undefined) await this.#tell(event, order, template, traceparent);
    return disproof;
  }

  async #tell(event: CloudEvent, order: Order, template: string, traceparent: string): Promise<void> {
    const { userId, ...notification } = await this.#notifications.record(
      {
        id: this.#ids.next(),
        userId: order.userId,
        orderId: order.id,
        eventId: event.id,
        template,
        channel: 'email',
        messageId: messageIdOf(event.id),
      },
      this.#clock.now(),
    );
    if (notification.status !== 'pending') return;

    // Nobody knows an erased person; there is nothing to ask.
    const isErased = isPseudonym(userId) || isPseudonym(order.userId);
    const customer = isErased ? undefined : await this.#customers.find(order.userId);
    if (customer === undefined) return this.#notifications.markFailed(notification.id);

    const letter = compose(event.type, order, customer.name);
    if (hasReceipt(template)) await this.#receipts.keep(order.id, letter.html);
    const outcome = await this.#mail.send({ ...letter, to: customer.email, messageId: notification.messageId });
    if (outcome === 'refused') return this.#notifications.markFailed(notification.id);
    const at = this.#clock.now();
    await this.#notifications.markSent(notification.id, at, sentEvent(notification, at, traceparent));
  }
}

/** The same for every try, so that a mailbox can tell a repeat from a second letter (RFC 5322, section 3.6.4). */
export const messageIdOf = (eventId: string): string =>
  `<${createHash('sha256').update(eventId).digest('hex').slice(0, 32)}@causeway>`;

function sentEvent(notification: Notification, at: Date, traceparent: string): CloudEvent<'shop.notification.sent.v1'> {
  const { status: _status, ...state } = notification;
  return anEvent(
    'shop.notification.sent.v1',
    { notification: { ...state, sentAt: at.toISOString() } },
    {
      aggregate: 'notification',
      subject: notification.id,
      version: 1,
      source: '/azure/notification-service',
      time: at.toISOString(),
      traceparent,
    },
  );
}
