import type { AuditTrail, ServicePrincipal } from '@causeway/auth';
import { Access, AUDIT_TRAIL, CurrentPrincipal } from '@causeway/auth/nest';
import { EventHandlers, receiveOverHttp } from '@causeway/messaging/service-bus';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';

/** The door of the bridge: events come as HTTP requests where this service cannot listen to Service Bus itself. */
@Controller('internal/events')
export class EventsController {
  constructor(
    private readonly handlers: EventHandlers,
    @Inject(AUDIT_TRAIL) private readonly audit: AuditTrail,
  ) {}

  /** An event that will never be fit is 422, with the reason for its dead letter in `deadLetter`. */
  @Post()
  @HttpCode(204)
  @Access('service')
  async receive(@Body() event: unknown, @CurrentPrincipal() { name: sender }: ServicePrincipal): Promise<void> {
    await receiveOverHttp(this.handlers, event, { audit: this.audit, sender });
  }
}
