import { idOfPrincipal, type PartnerPrincipal, type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type NewRefund, newRefund, type Resolution, resolution } from '@causeway/data-model';
import { IdempotencyKey, idOf } from '@causeway/runtime/http';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { type Asker, FindPayment } from '../core/find-payment.js';
import { paymentOnTheWire } from '../core/payment.js';
import { RefundPayment } from '../core/refund-payment.js';
import { ResolveReview } from '../core/resolve-review.js';

const aPayment = idOf('The payment');

@Controller('v1')
export class PaymentsController {
  constructor(
    private readonly find: FindPayment,
    private readonly refunds: RefundPayment,
    private readonly reviews: ResolveReview,
  ) {}

  @Get('payments/:id')
  @Access('owner', 'support', 'payments:read')
  async get(@Param('id', aPayment) id: string, @CurrentPrincipal() who: Reading) {
    return paymentOnTheWire(await this.find.byId(id, askerOf(who)));
  }

  @Get('orders/:id/payment')
  @Access('owner', 'support', 'payments:read')
  async ofOrder(@Param('id', idOf('The order')) orderId: string, @CurrentPrincipal() who: Reading) {
    return paymentOnTheWire(await this.find.byOrder(orderId, askerOf(who)));
  }

  @Post('payments/:id/refunds')
  @Access('support')
  refund(
    @Param('id', aPayment) paymentId: string,
    @IdempotencyKey() key: string,
    @Body({ schema: newRefund }) body: NewRefund,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ) {
    const route = `POST /v1/payments/${paymentId}/refunds`;
    return this.refunds.refund({ ...body, paymentId }, { userId, route, key });
  }

  @Post('payments/:id/resolution')
  @HttpCode(200)
  @Access('support')
  async resolve(
    @Param('id', aPayment) id: string,
    @Body({ schema: resolution }) body: Resolution,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ) {
    return paymentOnTheWire(await this.reviews.resolve(id, body, userId));
  }
}

/** Who may read payments: people, and partners whose key has the scope for it; those read what support does. */
type Reading = UserPrincipal | PartnerPrincipal;

const askerOf = (who: Reading): Asker => ({
  userId: idOfPrincipal(who),
  isSupport: who.kind === 'partner' || who.roles.includes('support'),
});
