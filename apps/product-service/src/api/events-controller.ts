import { Access } from '@causeway/auth/nest';
import { DomainError } from '@causeway/data-model';
import { DeadLetter, EventHandlers } from '@causeway/messaging/service-bus';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';

/** The door of the bridge: events come as HTTP requests where this service cannot listen to Service Bus itself. */
@Controller('internal/events')
export class EventsController {
  constructor(private readonly handlers: EventHandlers) {}

  /** An event that will never be fit is 422, with the reason for its dead letter in `deadLetter`. */
  @Post()
  @HttpCode(204)
  @Access('service')
  async receive(@Body() event: unknown): Promise<void> {
    try {
      await this.handlers.receive(event);
    } catch (error) {
      if (!(error instanceof DeadLetter)) throw error;
      throw new DomainError('validation', {
        detail: error.description,
        members: { deadLetter: error.reason },
        cause: error,
      });
    }
  }
}
