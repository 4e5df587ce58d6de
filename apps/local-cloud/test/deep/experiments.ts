import { guest } from './guest.js';
import type { Action, Arming } from './laboratory.js';
import { lodger } from './lodger.js';
import {
  chainBegunAnew,
  cheapHash,
  clearedUpPayment,
  driftedRow,
  goneCustomer,
  orphanedLine,
  servedKey,
  surplusRow,
  tooLargeEvent,
  unknownOrder,
  unreadableOrder,
} from './planted.js';
import type { Point } from './points.js';
import * as stories from './stories.js';

/** How one point is reached, in one process and one way. */
export type Experiment = Arming & {
  story: stories.Story;
  /** The death that has to come first. */
  first?: Arming;
  /** What stands still, from the first death on, until the point is hit. */
  without?: string;
};

/** Past every lock and lease of a laboratory, of which the longest has 5 s. */
const freezeMs = 5600;

type Way = Partial<Pick<Experiment, 'process' | 'without'>> & { story?: stories.Story; first?: [string, string] };

/** What it takes to reach a point, where an order that is paid is not enough. */
const ways: Readonly<Record<string, Way>> = {
  'order.key-taken-over': { first: ['order-service', 'order.key-claimed'] },
  'order.order-renamed': { first: ['order-service', 'order.stock-reserved'], story: stories.lateRepeat },
  'order.lease-ended': { story: stories.orderWithout('product-service') },
  'order.key-freed': { story: stories.changedPrice },
  'order.stock-released': { story: stories.changedPrice },
  'order.fenced': { story: stories.changedPrice },
  'order.cart-changed': { story: stories.cart },
  'order.cart-line-removed': { story: stories.cart },
  'order.cart-cleared': { story: stories.cart },
  'order.changed': { story: stories.fulfilledOrder },
  'order.cart-closed': { story: stories.erasure },
  'order.owner-erased': { story: stories.erasure },
  'product.added': { story: stories.catalogueWork },
  'product.replaced': { story: stories.catalogueWork },
  'product.removed': { story: stories.catalogueWork },
  'product.stock-adjusted': { story: stories.catalogueWork },
  'product.order-fenced': { story: stories.longAuthentication },
  'product.lease-ended': { story: stories.longAuthentication },
  'identity.user-added': { story: stories.account },
  'identity.failure-counted': { story: stories.account },
  'identity.failures-forgotten': { story: stories.account },
  'identity.session-opened': { story: stories.account },
  'identity.token-rotated': { story: stories.account },
  'identity.session-ended': { story: stories.account },
  'identity.audit-noted': { story: stories.account },
  'identity.password-replaced': { story: stories.account },
  'identity.password-rehashed': { story: cheapHash },
  'identity.account-erased': { story: stories.erasure },
  'identity.erasure-reported': { story: stories.erasure },
  'identity.person-forgotten': { story: stories.erasure },
  'identity.erasure-completed': { story: stories.erasure },
  'identity.signing-key-deleted': { story: servedKey },
  'identity.api-key-created': { story: stories.partnerKey },
  'identity.api-key-used': { story: stories.partnerKey },
  'identity.api-key-revoked': { story: stories.partnerKey },
  'payment.doubted': { story: stories.silentProvider },
  'payment.postponed': { story: stories.refundWithoutProvider },
  'payment.cancel-asked': { story: stories.cancelledBeforePaying },
  'payment.intent-cancelled': { story: stories.cancelledBeforePaying },
  'payment.resolved': { story: clearedUpPayment },
  'payment.refund-recorded': { story: stories.cancelledAfterPaying },
  'payment.refund-made': { story: stories.cancelledAfterPaying },
  'payment.refund-settled': { story: stories.partRefund },
  'payment.refund-key-claimed': { story: stories.partRefund },
  'payment.refund-answered': { story: stories.partRefund },
  'payment.refund-key-freed': { story: stories.refundOfTooMuch },
  'payment.arrival-noted': { story: stories.slowOrder },
  'payment.settled': { story: stories.declinedOrder },
  'payment.erasure-archived': { story: stories.erasure },
  'payment.payer-erased': { story: stories.erasure },
  'notification.erasure-noted': { story: stories.erasure },
  'notification.receipt-deleted': { story: stories.erasure },
  'notification.recipient-erased': { story: stories.erasure },
  'analytics.erasure-archived': { story: stories.erasure },
  'analytics.customer-erased': { story: stories.erasure },
  'notification.marked-failed': { story: goneCustomer },
  'analytics.repaired': { story: driftedRow },
  'analytics.removed': { story: surplusRow },
  'analytics.orphans-removed': { story: orphanedLine },
  'outbox.published': { process: 'order-service' },
  'outbox.removed': { process: 'product-service', story: stories.catalogueWork },
  'outbox.deferred': { process: 'order-service', story: tooLargeEvent(8) },
  'outbox.parked': { process: 'order-service', story: tooLargeEvent(9) },
  'sql-outbox.claimed': {
    process: 'notification-service',
    first: ['notification-service', 'notification.marked-sent'],
  },
  'sql-outbox.released': {
    process: 'notification-service',
    first: ['notification-service', 'notification.marked-sent'],
    without: 'service-bus',
  },
  'erasure.reported': { process: 'order-service', story: stories.erasure },
  'audit.taken': { process: 'order-service', story: unknownOrder },
  'consumer.handled': { process: 'product-service' },
  'consumer.completed': { process: 'analytics-service' },
  'consumer.dead-lettered': { process: 'order-service', story: unknownOrder },
  'consumer.abandoned': { process: 'order-service', story: unreadableOrder },
  'bus.request-taken': { story: lodger },
  'bus.request-committed': { story: lodger },
  'bus.request-answered': { story: lodger },
  'bus.administration-taken': { story: lodger },
  'bus.administration-committed': { story: lodger },
  'bus.administration-answered': { story: lodger },
  'bus.scheduled-moved': { story: lodger },
  'bus.dead-letter-moved': { story: lodger },
  'bus.forwarded-moved': { story: lodger },
  'bus.delivery-committed': { story: lodger },
  'bus.probe-committed': { story: lodger },
  'stores.part-written': { process: 'payment-service' },
  'stores.journal-shipped': { process: 'analytics-service' },
  'stores.head-written': { process: 'payment-service' },
  'stores.chain-begun': { process: 'analytics-service', story: chainBegunAnew },
  'sandbox.intent-confirmed': { story: stories.chargedOnce },
  'sandbox.intent-cancelled': { story: stories.cancelledBeforePaying },
  'sandbox.refund-made': { story: stories.partRefund },
  'sandbox.authenticated': { story: stories.quickAuthentication },
  'sandbox.settled': { story: stories.slowOrder },
  'sandbox.failure-kept': { story: guest },
  'sandbox.delivery-wanted': { story: guest },
  'sandbox.delivery-put-off': { story: stories.orderWithout('payment-service', 'pm_card_slow') },
  'consumer.rescheduled': { process: 'notification-service', story: stories.orderWithout('mailbox') },
};

export function experimentFor({ name, processes }: Point, action: Action): Experiment {
  const way = ways[name] ?? {};
  return {
    process: way.process ?? processes[0] ?? '',
    name,
    action,
    ...(action === 'freeze' ? { freezeMs } : {}),
    story: way.story ?? stories.paidOrder,
    ...(way.first === undefined ? {} : { first: { process: way.first[0], name: way.first[1], action: 'kill' } }),
    ...(way.without === undefined ? {} : { without: way.without }),
  };
}
