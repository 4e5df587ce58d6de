import { DomainError, unavailable } from '@causeway/data-model';
import { ApplyPayment } from '@causeway/order-service/core/apply-payment.js';
import { BackPressure } from '@causeway/order-service/core/back-pressure.js';
import { CancelOrder } from '@causeway/order-service/core/cancel-order.js';
import { ClaimKey } from '@causeway/order-service/core/claim-key.js';
import { EndAbandonedPayments } from '@causeway/order-service/core/end-abandoned-payments.js';
import { FenceOrder } from '@causeway/order-service/core/fence-order.js';
import { FulfilOrder } from '@causeway/order-service/core/fulfil-order.js';
import { NoteProgress } from '@causeway/order-service/core/note-progress.js';
import { PlaceOrder } from '@causeway/order-service/core/place-order.js';
import type { StockReservations } from '@causeway/order-service/core/ports.js';
import { ReadOrders } from '@causeway/order-service/core/read-orders.js';
import { CancelPayment } from '@causeway/payment-service/core/cancel-payment.js';
import { ChargeOrder } from '@causeway/payment-service/core/charge-order.js';
import { ChaseUnknown } from '@causeway/payment-service/core/chase-unknown.js';
import { DrivePayment } from '@causeway/payment-service/core/drive-payment.js';
import { stateOf } from '@causeway/payment-service/core/payment.js';
import { RefundPayment } from '@causeway/payment-service/core/refund-payment.js';
import { ResolveReview } from '@causeway/payment-service/core/resolve-review.js';
import { SettleWebhook } from '@causeway/payment-service/core/settle-webhook.js';
import { EndLeases } from '@causeway/product-service/core/end-leases.js';
import type { Products } from '@causeway/product-service/core/ports.js';
import { ReleaseReservation } from '@causeway/product-service/core/release-reservation.js';
import { ReserveStock } from '@causeway/product-service/core/reserve-stock.js';
import { SettleReservation } from '@causeway/product-service/core/settle-reservation.js';
import { Fate, interleaved, mortal } from '@causeway/testing/model';
import type { Scheduler } from 'fast-check';
import { told } from './told.js';
import type { World } from './world.js';

export type Turns = Pick<Scheduler, 'schedule'>;

/** Nobody waits for anybody. */
export const atOnce: Turns = { schedule: (task) => task };

/** As the services' settings have it. */
const patience = { unknownReviewAfterMs: 900_000, actionExpiresAfterMs: 900_000, actionGraceMs: 60_000 };
const leaseMs = 120_000;
const claimMs = 30_000;
const refundMs = 30_000;

/**
 * The use cases of three services as one doing of one process sees them: whenever it calls a port, all others may go
 * first, and it may die there, with or without the call's effect. Where one service calls another over HTTP, the other's
 * work goes on when the caller dies.
 */
export function processIn(world: World, turns: Turns, fate = new Fate(Number.POSITIVE_INFINITY, true)) {
  const { clock, newId: ids, seams } = world;
  const [orders, claims] = [atRisk(seams.orders(world.orders)), atRisk(world.claims)];
  const [stock, payments] = [atRisk(world.stock), atRisk(world.payments)];
  const [keys, gateway] = [atRisk(world.refundKeys), atRisk(seams.gateway(world.provider))];
  function atRisk<T extends object>(port: T): T {
    return mortal(interleaved(told(port, world), turns), fate);
  }

  const others = {
    stock: interleaved(told(world.stock, world), turns),
    orders: interleaved(world.orders, turns),
    payments: interleaved(world.payments, turns),
  };
  const reservations = mortal(reservationsOver(others.stock, world), fate);
  const orderFence = new FenceOrder({ orders: others.orders, clock });
  const isPlaced = async (orderId: string) => (await orderFence.execute(orderId)).placed;
  const fence = mortal(seams.fence({ isPlaced }), fate);
  const knownOrders = mortal({ byId: async (id: string) => (await others.orders.byIds([id]))[0] }, fate);
  const knownPayments = mortal(
    {
      byId: async (id: string) => {
        const payment = await others.payments.byId(id);
        return payment && stateOf(payment);
      },
    },
    fate,
  );
  const drive = new DrivePayment({ payments, gateway, clock, ids, patience });
  const inTrace = <T>(_trace: string, work: () => Promise<T>) => work();
  const failed = (_id: string, error: unknown) => {
    throw error;
  };
  return {
    place: new PlaceOrder(
      {
        pressure: new BackPressure({ lag: () => ({ oldestMs: 0, backlog: 0 }) }, { lagMs: 60_000, backlog: 1000 }),
        claimKey: new ClaimKey({ claims, clock, ids }, claimMs),
        reservations,
        orders,
        clock,
      },
      { shippingFlatFee: 0, taxBasisPoints: 2000 },
    ),
    cancel: new CancelOrder({ orders, clock }),
    fulfil: new FulfilOrder({ orders, clock }),
    read: new ReadOrders({ orders, lists: orders, timelines: orders }),
    applyPayment: new ApplyPayment({ orders, payments: knownPayments, clock }),
    noteProgress: new NoteProgress({ orders }),
    endAbandoned: new EndAbandonedPayments({ orders, lists: orders, clock }),
    charge: new ChargeOrder({ payments, orders: knownOrders, drive, clock, ids }),
    cancelPayment: new CancelPayment({ payments, orders: knownOrders, drive, clock, ids }),
    refund: new RefundPayment({ payments, keys, drive, clock, ids }, refundMs),
    resolve: new ResolveReview(payments, drive, clock),
    webhook: new SettleWebhook(payments, drive, inTrace),
    chase: new ChaseUnknown(payments, drive, clock, inTrace, failed),
    settleReservation: new SettleReservation({ reservations: stock, orders: knownOrders, clock }),
    endLeases: new EndLeases({
      reservations: stock,
      fence,
      release: new ReleaseReservation({ reservations: stock, clock }),
      clock,
    }),
    payments,
  };
}

export type Process = ReturnType<typeof processIn>;

/** product-service behind its door: what it refuses is known; what it did not answer is in doubt. */
function reservationsOver(stock: World['stock'], world: World): StockReservations {
  const { clock } = world;
  // Of the products only their prices and stock are asked for.
  const products = stock as Pick<Products, 'findMany'> as Products;
  const reserve = new ReserveStock({ products, reservations: stock, clock, leaseMs });
  const release = new ReleaseReservation({ reservations: stock, clock });
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    const luck = world.stockLuck.shift() ?? 'answer';
    if (luck === 'fail') throw unavailable('Nobody listens.');
    const answer = await act();
    if (luck === 'lose-answer') throw unavailable('The answer was lost.');
    return answer;
  };
  return {
    async reserve(orderId, items) {
      try {
        return (await call(() => reserve.execute({ orderId, items: [...items] }))).lines;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (error.code === 'illegal-state') return 'ended';
        throw error.code === 'out-of-stock' ? error : unavailable('Stock cannot be reserved at the moment.', error);
      }
    },
    async release(orderId) {
      await call(() => release.execute(orderId));
    },
  };
}
