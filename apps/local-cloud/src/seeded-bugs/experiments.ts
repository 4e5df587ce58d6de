import * as answers from './experiments/answers.js';
import * as deaths from './experiments/deaths.js';
import * as races from './experiments/races.js';
import type { Rig } from './rig.js';

export type Experiment = (rig: Rig) => Promise<void>;

/** What is done to a shop; afterwards its books are checked. */
export const experiments = {
  'same-key-again': answers.sameKeyAgain,
  'killed-after-claiming': answers.killedAfterClaiming,
  'killed-after-reserving': answers.killedAfterReserving,
  'refund-against-refund': answers.refundAgainstRefund,
  'refunds-side-by-side': races.refundsSideBySide,
  'same-refund-again': answers.sameRefundAgain,
  'forged-webhooks': answers.forgedWebhooks,
  'killed-after-placing': deaths.killedAfterPlacing,
  'killed-after-emptying-the-outbox': deaths.killedAfterEmptyingTheOutbox,
  'killed-after-completing': deaths.killedAfterCompleting,
  'killed-after-creating-the-intent': deaths.killedAfterCreatingTheIntent,
  'provider-killed-after-charging': deaths.providerKilledAfterCharging,
  'killed-after-settling': deaths.killedAfterSettling,
  'killed-after-noting-the-event': deaths.killedAfterNotingTheEvent,
  'killed-after-refunding': deaths.killedAfterRefunding,
  'killed-after-mailing': deaths.killedAfterMailing,
  'killed-after-marking-a-letter': deaths.killedAfterMarkingALetter,
  'letter-without-a-mailbox': deaths.letterWithoutAMailbox,
  'killed-after-completing-without-a-mailbox': deaths.killedAfterCompletingWithoutAMailbox,
  'last-unit': races.lastUnit,
  'adjusted-while-selling': races.adjustedWhileSelling,
  'paid-after-the-lease': races.paidAfterTheLease,
  'cancelled-when-paid': races.cancelledWhenPaid,
  'cancelled-while-charging': races.cancelledWhileCharging,
  'cancelled-before-placed': races.cancelledBeforePlaced,
  'news-overtaken': races.newsOvertaken,
} as const satisfies Readonly<Record<string, Experiment>>;

export type ExperimentName = keyof typeof experiments;
