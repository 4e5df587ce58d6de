import type { Action, Arming } from './laboratory.js';
import { lodger } from './lodger.js';
import {
  clearedUpPayment,
  driftedRow,
  goneCustomer,
  orphanedLine,
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
  'payment.doubted': { story: stories.providerDies },
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
  'notification.marked-failed': { story: goneCustomer },
  'analytics.repaired': { story: driftedRow },
  'analytics.removed': { story: surplusRow },
  'analytics.orphans-removed': { story: orphanedLine },
  'outbox.published': { process: 'order-service' },
  'outbox.removed': { process: 'product-service' },
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
  'consumer.rescheduled': { process: 'notification-service', story: stories.orderWithout('mailbox') },
};

/** Passed only by a process that starts on empty stores, or by a command. */
export const startingPoints = new Set([
  'stores.table-made',
  'stores.migrated',
  'identity.signing-key-made',
  'identity.api-key-added',
  'product.bucket-made',
  'bus.start-read',
  'analytics.rebuild-begun',
  'analytics.rebuild-kept',
  'analytics.rebuilt',
  'dlq.sent',
  'dlq.completed',
  'dlq.released',
  'dlq.unparked',
]);

/** The first file of a container is put there once: by one process at the first order, by another at the first backup. */
const onceInAShop = 'stores.container-made';

export function experimentFor({ name, processes }: Point, action: Action): Experiment {
  const way = ways[name] ?? {};
  const usual = name === onceInAShop ? (action === 'kill' ? 'notification-service' : 'payment-service') : processes[0];
  const process = way.process ?? usual ?? '';
  return {
    process,
    name,
    action,
    ...(action === 'freeze' ? { freezeMs } : {}),
    story: way.story ?? stories.paidOrder,
    ...(way.first === undefined ? {} : { first: { process: way.first[0], name: way.first[1], action: 'kill' } }),
    ...(way.without === undefined ? {} : { without: way.without }),
  };
}

/** The experiments that can only be made while nothing else has happened; then the others. */
export function inOrder(experiments: readonly Experiment[]): {
  before: Experiment[];
  queues: Map<string, Experiment[]>;
} {
  const isOnce = ({ name }: Experiment) => name === onceInAShop;
  return { before: experiments.filter(isOnce), queues: queuesOf(experiments.filter((one) => !isOnce(one))) };
}

/** What can be done side by side: each process has its own queue, deaths before freezes. */
function queuesOf(experiments: readonly Experiment[]): Map<string, Experiment[]> {
  const deaths = experiments.filter(({ action }) => action === 'kill');
  const freezes = experiments.filter(({ action }) => action === 'freeze');
  return Map.groupBy([...deaths, ...freezes], ({ process }) => process);
}
