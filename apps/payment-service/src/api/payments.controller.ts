import type { UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { isId, type NewRefund, newRefund, notFound, type Resolution, resolution } from '@causeway/data-model';
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { type Asker, FindPayment } from '../core/find-payment.js';
import { paymentOnTheWire } from '../core/payment.js';
import { RefundPayment } from '../core/refund-payment.js';
import { ResolveReview } from '../core/resolve-review.js';
import { idempotencyKey } from './idempotency-key.js';

@Controller('v1')
export class PaymentsController {
  constructor(
    private readonly find: FindPayment,
    private readonly refunds: RefundPayment,
    private readonly reviews: ResolveReview,
  ) {}

  @Get('payments/:id')
  @Access('user')
  async get(@Param('id') id: string, @CurrentPrincipal() who: UserPrincipal) {
    return paymentOnTheWire(await this.find.byId(known(id, 'The payment'), askerOf(who)));
  }

  @Get('orders/:id/payment')
  @Access('user')
  async ofOrder(@Param('id') orderId: string, @CurrentPrincipal() who: UserPrincipal) {
    return paymentOnTheWire(await this.find.byOrder(known(orderId, 'The order'), askerOf(who)));
  }

  @Post('payments/:id/refunds')
  @Access('support')
  refund(
    @Param('id') id: string,
    @Headers('idempotency-key') header: string | undefined,
    @Body({ schema: newRefund }) body: NewRefund,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ) {
    const paymentId = known(id, 'The payment');
    const key = idempotencyKey(header);
    const route = `POST /v1/payments/${paymentId}/refunds`;
    return this.refunds.refund({ ...body, paymentId }, { userId, route, key });
  }

  @Post('payments/:id/resolution')
  @HttpCode(200)
  @Access('support')
  async resolve(
    @Param('id') id: string,
    @Body({ schema: resolution }) body: Resolution,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ) {
    return paymentOnTheWire(await this.reviews.resolve(known(id, 'The payment'), body, userId));
  }
}

const askerOf = ({ userId, roles }: UserPrincipal): Asker => ({ userId, isSupport: roles.includes('support') });

function known(id: string, what: string): string {
  if (!isId(id)) throw notFound(what);
  return id;
}
