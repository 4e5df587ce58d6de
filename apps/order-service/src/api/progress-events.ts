import type { CloudEvent } from '@causeway/data-model';
import { entryOf } from '@causeway/messaging/inbox';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { NoteProgress } from '../core/note-progress.js';
import { deadLetterIf } from './dead-letters.js';

type ReservationEventType = 'shop.reservation.committed.v1' | 'shop.reservation.released.v1';

/**
 * What others say they have done about an order.
 *
 * Trusted: the time at which it was done, a letter's template and channel, of which the timeline tells. Checked against the
 * order: that it is known, the lines of a reservation and whether it was sold or given back, the event that a letter is
 * about, and that there was no letter about it before.
 */
@Controller()
export class ProgressEvents {
  readonly #note: NoteProgress;

  constructor(note: NoteProgress) {
    this.#note = note;
  }

  @EventPattern<string[]>(['shop.reservation.committed.v1', 'shop.reservation.released.v1'])
  async settled(@Payload() event: CloudEvent<ReservationEventType>): Promise<void> {
    deadLetterIf(await this.#note.reservation(entryOf(event), event.time, event.data.reservation));
  }

  @EventPattern<string>('shop.notification.sent.v1')
  async notified(@Payload() event: CloudEvent<'shop.notification.sent.v1'>): Promise<void> {
    deadLetterIf(await this.#note.notification(entryOf(event), event.time, event.data.notification));
  }
}
