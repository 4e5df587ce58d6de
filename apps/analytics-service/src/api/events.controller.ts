import { type CloudEvent, eventTypes } from '@causeway/data-model';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Clock, type Projection } from '../core/ports.js';
import { CLOCK, PROJECTION } from './tokens.js';

const projected = Object.keys(eventTypes).filter((type) => type !== 'shop.account.erased.v1');

/**
 * Every event there is, into the projection; an erasure, which more comes of, is `AccountEventsController`'s.
 *
 * Checked against the rows there are: whose an order or a payment is, its order, its amount and currency; that an event is no
 * other than the one that had its effect under its id. Trusted until the next comparison with the sources, at most some
 * 50 s later: all else that is told of orders, payments and products, whatever version it claims. Trusted for good, because
 * no report reads it and no source lists it: what is told of stock, reservations, letters and accounts.
 */
@Controller()
export class EventsController {
  readonly #projection: Projection;
  readonly #clock: Clock;

  constructor(@Inject(PROJECTION) projection: Projection, @Inject(CLOCK) clock: Clock) {
    this.#projection = projection;
    this.#clock = clock;
  }

  @EventPattern<string[]>(projected)
  async happened(@Payload() event: CloudEvent): Promise<void> {
    await this.#projection.apply(event, this.#clock.now());
  }
}
