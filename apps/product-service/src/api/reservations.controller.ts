import { Access } from '@causeway/auth/nest';
import {
  type Reservation as ReservationOnTheWire,
  type ReservationRequest,
  reservationRequest,
} from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ReleaseReservation } from '../core/release-reservation.js';
import { ReserveStock } from '../core/reserve-stock.js';

/** For order-service only. */
@Controller('internal/reservations')
export class ReservationsController {
  constructor(
    private readonly reserve: ReserveStock,
    private readonly release: ReleaseReservation,
  ) {}

  @Post()
  @Access('service')
  async hold(@Body({ schema: reservationRequest }) body: ReservationRequest): Promise<ReservationOnTheWire> {
    const { orderId, lines, leaseUntil } = await this.reserve.execute(body);
    return { orderId, items: lines, leaseUntil };
  }

  @Delete(':orderId')
  @HttpCode(204)
  @Access('service')
  async giveBack(@Param('orderId', idOf('The reservation')) orderId: string): Promise<void> {
    await this.release.execute(orderId);
  }
}
