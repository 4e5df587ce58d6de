import type { CloudEvent, EventType } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SettleReservation } from '../core/settle-reservation.js';

type OrderEvent = CloudEvent<Extract<EventType, `shop.order.${string}`>>;

/** What an order's fate means for what is held for it. */
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
  async settle(@Payload() { id: eventId, type, data: { order } }: OrderEvent): Promise<void> {
    const outcome = await this.settlements.execute({ eventId, type, order });
    if (outcome !== 'unknown') return;
    throw new DeadLetter('unknown-reservation', `Nothing was ever held for order ${order.id}.`);
  }
}
