import { idOfPrincipal, type PartnerPrincipal, type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import {
  cancellationRequest,
  fulfilmentRequest,
  type NewOrder,
  newOrder,
  type Order,
  orderQuery,
  type Page,
  type TimelineItem,
} from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { IdempotencyKey, idOf, matchesNone } from '@causeway/runtime/http';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import { CancelOrder } from '../core/cancel-order.js';
import { etagOf } from '../core/etag.js';
import { FulfilOrder } from '../core/fulfil-order.js';
import { PlaceOrder } from '../core/place-order.js';
import { type Reader, ReadOrders } from '../core/read-orders.js';
import { CURSORS } from './tokens.js';

type OrderQuery = z.infer<typeof orderQuery>;
type Cancellation = z.infer<typeof cancellationRequest>;

const anOrder = idOf('The order');

@Controller('v1/orders')
export class OrdersController {
  readonly #place: PlaceOrder;
  readonly #read: ReadOrders;
  readonly #cancel: CancelOrder;
  readonly #fulfil: FulfilOrder;
  readonly #cursors: Cursors;

  constructor(
    place: PlaceOrder,
    read: ReadOrders,
    cancel: CancelOrder,
    fulfil: FulfilOrder,
    @Inject(CURSORS) cursors: Cursors,
  ) {
    this.#place = place;
    this.#read = read;
    this.#cancel = cancel;
    this.#fulfil = fulfil;
    this.#cursors = cursors;
  }

  @Post()
  @Access('user')
  async place(
    @IdempotencyKey() key: string,
    @Body({ schema: newOrder }) body: NewOrder,
    @CurrentPrincipal() { userId }: UserPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { status, location, etag, body: order } = await this.#place.execute({ userId, key, body });
    reply.status(status).headers({ location, etag, 'content-type': 'application/json; charset=utf-8' });
    return order;
  }

  @Get()
  @Access('owner')
  async list(
    @Query({ schema: orderQuery }) { limit, cursor }: OrderQuery,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ): Promise<Page<Order>> {
    const scope = ['/v1/orders', userId];
    const after = cursor === undefined ? undefined : this.#cursors.open(cursor, scope);
    const { items, position } = await this.#read.mine(userId, limit, after);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, scope) };
  }

  @Get(':id')
  @Access('owner', 'support', 'orders:read')
  async one(
    @Param('id', anOrder) id: string,
    @Headers('if-none-match') known: string | undefined,
    @CurrentPrincipal() principal: Reading,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order | undefined> {
    const order = await this.#read.one(id, readerOf(principal));
    const etag = etagOf(order);
    reply.header('etag', etag);
    if (matchesNone(known, etag)) return order;
    reply.status(304);
    return undefined;
  }

  @Get(':id/timeline')
  @Access('owner', 'support', 'orders:read')
  async timeline(
    @Param('id', anOrder) id: string,
    @Query({ schema: orderQuery }) { limit, cursor }: OrderQuery,
    @CurrentPrincipal() principal: Reading,
  ): Promise<Page<TimelineItem>> {
    const scope = ['/v1/orders/timeline', id, idOfPrincipal(principal)];
    const after = cursor === undefined ? 0 : Number(this.#cursors.open(cursor, scope));
    const { items, position } = await this.#read.timeline(id, readerOf(principal), limit, after);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, scope) };
  }

  @Post(':id/cancellation')
  @HttpCode(202)
  @Access('owner', 'support')
  async cancel(
    @Param('id', anOrder) id: string,
    @Body({ schema: cancellationRequest }) { reason }: Cancellation,
    @CurrentPrincipal() principal: UserPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order> {
    return tagged(reply, await this.#cancel.execute(id, reason, readerOf(principal)));
  }

  @Post(':id/fulfilment')
  @HttpCode(200)
  @Access('support')
  async fulfil(
    @Param('id', anOrder) id: string,
    @Body({ schema: fulfilmentRequest }) _body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Order> {
    return tagged(reply, await this.#fulfil.execute(id));
  }
}

/** Who may read orders: people, and partners whose key has the scope for it; those read what support does. */
export type Reading = UserPrincipal | PartnerPrincipal;

export const readerOf = (principal: Reading): Reader => ({
  userId: idOfPrincipal(principal),
  isSupport: principal.kind === 'partner' || principal.roles.includes('support'),
});

function tagged(reply: FastifyReply, order: Order): Order {
  reply.header('etag', etagOf(order));
  return order;
}
