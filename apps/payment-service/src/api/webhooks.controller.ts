import { Access } from '@causeway/auth/nest';
import { Controller, Headers, HttpCode, Inject, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { WebhookSeal } from '../core/ports.js';
import { SettleWebhook } from '../core/settle-webhook.js';
import { WEBHOOK_SEAL } from './tokens.js';

/** Where the provider tells what happened after it had answered. */
@Controller('v1/payments/webhooks')
export class WebhooksController {
  constructor(
    @Inject(WEBHOOK_SEAL) private readonly seal: WebhookSeal,
    private readonly settle: SettleWebhook,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('provider')
  @RouteConfig({ rawBody: true })
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') signature: string | undefined,
  ) {
    await this.settle.settle(this.seal.open(request.rawBody ?? Buffer.alloc(0), signature));
    return { received: true };
  }
}
