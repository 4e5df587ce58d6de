import type { CloudEvent, EventType } from '@causeway/data-model';
import { entryOf } from '@causeway/messaging/inbox';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SettleReservation } from '../core/settle-reservation.js';

type OrderEvent = CloudEvent<Extract<EventType, `shop.order.${string}`>>;

/**
 * What an order's fate means for what is held for it.
 *
 * Trusted: nothing that moves goods. Checked against the reservation: that there is one, its lines and their frozen prices.
 * Checked against order-service, where goods would move: that the order has come to this.
 */
@Controller()
export class OrderEvents {
  constructor(private readonly settlements: SettleReservation) {}

  @EventPattern<string[]>([
    'shop.order.paid.v1',
    'shop.order.fulfilled.v1',
    'shop.order.partially_refunded.v1',
    'shop.order.refunded.v1',
    'shop.order.payment_failed.v1',
    'shop.order.cancelled.v1',
  ])
  async settle(@Payload() event: OrderEvent): Promise<void> {
    const { type, data } = event;
    const outcome = await this.settlements.execute({ event: entryOf(event), type, order: data.order });
    if (typeof outcome === 'object') throw new DeadLetter(outcome.refused, `${outcome.description}.`);
  }
}
