import { unavailable } from '@causeway/data-model';
import type { Change } from './change.js';
import { type NextStep, nextStep, type Occasion } from './next-step.js';
import type { Patience } from './patience.js';
import type { Payment, Refund } from './payment.js';
import {
  type Arrival,
  type Clock,
  type Ids,
  InDoubt,
  type Intent,
  type PaymentGateway,
  type Payments,
} from './ports.js';
import { charge, close, giveBack } from './provider-dialogue.js';
import { cancellationRefund, refundSettled } from './refunds.js';
import { doubted, intentCreated, postponed, refused, settled, withdrawn } from './settle-intent.js';

export type DriveTools = {
  payments: Payments;
  gateway: PaymentGateway;
  clock: Clock;
  ids: Ids;
  patience: Patience;
};

/** Steps a payment can take in a row, conflicts with others included. */
const turns = 20;

/**
 * Works on a payment until there is nothing left to do now: one step of the saga at a time, each persisted before the
 * next, each safe to repeat. Where two work on the same payment, the store lets one save and the other starts over from
 * what was saved; the provider sees one intent and one key per refund.
 */
export class DrivePayment {
  readonly #tools: DriveTools;

  constructor(tools: DriveTools) {
    this.#tools = tools;
  }

  /**
   * @param arrival what caused the work; noted as handled in the transaction of the work's last step
   * @throws DomainError `unavailable` when others keep changing the payment, or the provider's news cannot be checked
   */
  async drive(payment: Payment, why: Occasion['why'], arrival?: Arrival): Promise<Payment> {
    const work = new Work(this.#tools, why);
    let current = payment;
    for (let turn = 0; turn < turns; turn += 1) {
      const step = nextStep(current, work);
      if (step.do === 'rest') return this.#rest(current, work, arrival);
      const change = await work.take(step, current);
      if (change === undefined && step.do === 'refund') continue;
      if (change === undefined) return this.#rest(current, work, arrival);
      const isLast = work.inDoubt || nextStep(change.payment, { why: 'work', tried: work.tried }).do === 'rest';
      if (await this.#tools.payments.save(current, change, isLast ? arrival : undefined)) {
        if (isLast) return change.payment;
        current = change.payment;
        work.why = 'work';
      } else {
        current = (await this.#tools.payments.byId(payment.id)) ?? current;
        work.startOver();
      }
    }
    throw unavailable(`Payment ${payment.id} is being changed by others.`);
  }

  /** Nothing more can be done now; what is still open comes back later, sooner after a doubt than after a death. */
  async #rest(payment: Payment, work: Work, arrival: Arrival | undefined): Promise<Payment> {
    const { payments, clock } = this.#tools;
    if ((work.why === 'due' || work.inDoubt) && payment.dueAt !== null) {
      const change = postponed(payment, clock());
      if (await payments.save(payment, change, arrival)) return change.payment;
    }
    if (arrival !== undefined) await payments.markHandled(arrival);
    return payment;
  }
}

/** The steps of one round of work, and what is remembered between them. */
class Work implements Occasion {
  readonly #tools: DriveTools;
  readonly tried = new Set<string>();
  why: Occasion['why'];
  /** A step ended in doubt: the rest is the sweeper's. */
  inDoubt = false;
  /** What this round has created itself, so that the provider need not be asked for its past. */
  #fresh: string | undefined;

  constructor(tools: DriveTools, why: Occasion['why']) {
    this.#tools = tools;
    this.why = why;
  }

  startOver(): void {
    this.inDoubt = false;
    this.#fresh = undefined;
    this.tried.clear();
  }

  /** The change a step makes; undefined when it makes none. */
  async take(step: NextStep, payment: Payment): Promise<Change | undefined> {
    const { clock, patience } = this.#tools;
    try {
      return await this.#attempt(step, payment);
    } catch (error) {
      if (!(error instanceof InDoubt)) throw error;
      if (this.why === 'news') throw unavailable('The provider cannot be asked about its news.', error);
      this.inDoubt = true;
      // One refund's doubt does not keep the others waiting.
      return step.do === 'refund' ? undefined : doubted(payment, clock(), patience);
    }
  }

  async #attempt(step: NextStep, payment: Payment): Promise<Change | undefined> {
    const { clock, gateway, ids } = this.#tools;
    if (step.do === 'withdraw') return withdrawn(payment, clock());
    if (step.do === 'create') return this.#create(payment);
    if (step.do === 'promise-refund') {
      this.#fresh = ids();
      return cancellationRefund(payment, this.#fresh, clock());
    }
    const { intentId } = payment;
    if (intentId === null) return undefined;
    if (step.do === 'refund') return this.#refund(payment, intentId, step.refund);
    if (step.do === 'charge') return this.#settle(payment, await charge(gateway, intentId, this.#fresh === intentId));
    if (step.do === 'cancel') return this.#settle(payment, await this.#close(payment, intentId));
    return this.#settle(payment, await gateway.retrieve(intentId));
  }

  async #create(payment: Payment): Promise<Change> {
    const { clock, gateway } = this.#tools;
    const made = await gateway.create(payment);
    if ('refused' in made) return refused(payment, made.refused, clock());
    this.#fresh = made.id;
    return intentCreated(payment, made, clock());
  }

  async #settle(payment: Payment, intent: Intent): Promise<Change | undefined> {
    const { clock, patience } = this.#tools;
    // After a failed 3-D Secure the same page could still take the money: the intent is closed before we say declined.
    const canStillBePaid = intent.status === 'failed' && payment.status === 'requires_action';
    const truth = canStillBePaid ? await this.#close(payment, intent.id) : intent;
    const declineCode = truth.declineCode ?? intent.declineCode;
    return settled(payment, { ...truth, declineCode }, clock(), patience);
  }

  #close(payment: Payment, intentId: string): Promise<Intent> {
    return close(this.#tools.gateway, intentId, payment.cancelRequestedAt !== null);
  }

  async #refund(payment: Payment, intentId: string, refund: Refund): Promise<Change | undefined> {
    this.tried.add(refund.id);
    const said = await giveBack(this.#tools.gateway, intentId, refund, this.#fresh === refund.id);
    return refundSettled(payment, refund.id, said, this.#tools.clock());
  }
}
