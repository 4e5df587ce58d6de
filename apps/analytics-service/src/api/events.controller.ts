import { type CloudEvent, eventTypes } from '@causeway/data-model';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Clock, type Projection } from '../core/ports.js';
import { CLOCK, PROJECTION } from './tokens.js';

/** Every event there is, into the projection. */
@Controller()
export class EventsController {
  readonly #projection: Projection;
  readonly #clock: Clock;

  constructor(@Inject(PROJECTION) projection: Projection, @Inject(CLOCK) clock: Clock) {
    this.#projection = projection;
    this.#clock = clock;
  }

  @EventPattern<string[]>(Object.keys(eventTypes))
  async happened(@Payload() event: CloudEvent): Promise<void> {
    await this.#projection.apply(event, this.#clock.now());
  }
}
