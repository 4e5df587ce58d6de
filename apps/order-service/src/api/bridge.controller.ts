import { Access } from '@causeway/auth/nest';
import { EventHandlers, receiveOverHttp } from '@causeway/messaging/service-bus';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';

/** The door for events where the service cannot listen to Service Bus itself (CloudEvents HTTP binding, structured mode). */
@Controller('internal/events')
export class BridgeController {
  readonly #handlers: EventHandlers;

  constructor(handlers: EventHandlers) {
    this.#handlers = handlers;
  }

  /** 204 when the event has had its effect; a 422 names the reason for which the sender should dead-letter it. */
  @Post()
  @HttpCode(204)
  @Access('service')
  async receive(@Body() body: unknown): Promise<void> {
    await receiveOverHttp(this.#handlers, body);
  }
}
