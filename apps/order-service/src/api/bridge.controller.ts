import type { AuditTrail, ServicePrincipal } from '@causeway/auth';
import { Access, AUDIT_TRAIL, CurrentPrincipal } from '@causeway/auth/nest';
import { EventHandlers, receiveOverHttp } from '@causeway/messaging/service-bus';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';

/** The door for events where the service cannot listen to Service Bus itself (CloudEvents HTTP binding, structured mode). */
@Controller('internal/events')
export class BridgeController {
  readonly #handlers: EventHandlers;
  readonly #audit: AuditTrail;

  constructor(handlers: EventHandlers, @Inject(AUDIT_TRAIL) audit: AuditTrail) {
    this.#handlers = handlers;
    this.#audit = audit;
  }

  /** 204 when the event has had its effect; a 422 names the reason for which the sender should dead-letter it. */
  @Post()
  @HttpCode(204)
  @Access('service')
  async receive(@Body() body: unknown, @CurrentPrincipal() { name: sender }: ServicePrincipal): Promise<void> {
    await receiveOverHttp(this.#handlers, body, { audit: this.#audit, sender });
  }
}
