import type { AuditTrail } from '@causeway/auth';
import { Access, AUDIT_TRAIL } from '@causeway/auth/nest';
import { DomainError } from '@causeway/data-model';
import { Controller, Headers, HttpCode, Inject, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { BrokenSeal, type ProviderNews, type WebhookSeal } from '../core/ports.js';
import { SettleWebhook } from '../core/settle-webhook.js';
import { WEBHOOK_SEAL } from './tokens.js';

/**
 * Where the provider tells what happened after it had answered.
 *
 * Trusted: the provider's signature over the raw bytes, within five minutes of now; with it, which event this is and which
 * intent it is about. Checked at the provider, by asking it for that intent: everything else.
 */
@Controller('v1/payments/webhooks')
export class WebhooksController {
  constructor(
    @Inject(WEBHOOK_SEAL) private readonly seal: WebhookSeal,
    private readonly settle: SettleWebhook,
    @Inject(AUDIT_TRAIL) private readonly audit: AuditTrail,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('provider')
  @RouteConfig({ rawBody: true })
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') signature: string | undefined,
  ) {
    await this.settle.settle(this.#opened(request.rawBody ?? Buffer.alloc(0), signature));
    return { received: true };
  }

  /** Anybody can knock here: that somebody did with a broken seal is noted, and not each time. */
  #opened(body: Uint8Array, signature: string | undefined): ProviderNews {
    try {
      return this.seal.open(body, signature);
    } catch (error) {
      if (error instanceof DomainError && error.cause instanceof BrokenSeal) {
        const detail = { reason: error.cause.why, bytes: body.length };
        this.audit.noteSparingly({
          type: 'webhook.refused',
          actor: { kind: 'unknown', id: null },
          subject: null,
          detail,
        });
      }
      throw error;
    }
  }
}
