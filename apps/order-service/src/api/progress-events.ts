import type { CloudEvent } from '@causeway/data-model';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { NoteProgress } from '../core/note-progress.js';
import { deadLetterIf } from './dead-letters.js';

/** What others say they have done about an order. */
@Controller()
export class ProgressEvents {
  readonly #note: NoteProgress;

  constructor(note: NoteProgress) {
    this.#note = note;
  }

  @EventPattern<string>('shop.reservation.committed.v1')
  committed(@Payload() event: CloudEvent<'shop.reservation.committed.v1'>): Promise<void> {
    return this.#reservation('reservation.committed', event);
  }

  @EventPattern<string>('shop.reservation.released.v1')
  released(@Payload() event: CloudEvent<'shop.reservation.released.v1'>): Promise<void> {
    return this.#reservation('reservation.released', event);
  }

  @EventPattern<string>('shop.notification.sent.v1')
  async notified(@Payload() { id, time, data }: CloudEvent<'shop.notification.sent.v1'>): Promise<void> {
    const { orderId, template, channel } = data.notification;
    const progress = {
      eventId: id,
      orderId,
      type: 'notification.sent',
      at: time,
      detail: { template, channel },
    } as const;
    deadLetterIf(await this.#note.execute(progress));
  }

  async #reservation(
    type: 'reservation.committed' | 'reservation.released',
    { id, time, data }: CloudEvent<'shop.reservation.committed.v1' | 'shop.reservation.released.v1'>,
  ): Promise<void> {
    const { orderId, status } = data.reservation;
    deadLetterIf(await this.#note.execute({ eventId: id, orderId, type, at: time, detail: { status } }));
  }
}
