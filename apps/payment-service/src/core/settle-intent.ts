import { sameMoney } from '@causeway/data-model';
import { type Change, changed } from './change.js';
import { hasPassed, later, nextAttempt, type Patience, whenStalled } from './patience.js';
import { type LedgerEntry, type Payment, pendingRefunds } from './payment.js';
import type { Intent } from './ports.js';

/** States in which the provider's word changes something. In all others the money's fate is decided. */
export const isOpen = ({ status }: Payment): boolean =>
  ['requested', 'charging', 'requires_action', 'processing', 'unknown'].includes(status);

const isWaiting = ({ status }: Payment): boolean => status === 'requires_action' || status === 'processing';

/** The intent is ours from here on: only this one will be confirmed. */
export const intentCreated = (payment: Payment, intent: Intent, now: Date): Change =>
  sameMoney(payment.amount, intent.amount)
    ? changed('intent-persisted', payment, now, {
        status: 'charging',
        intentId: intent.id,
        ...freshStart,
        dueAt: whenStalled(now),
      })
    : toReview(payment, now, { intentId: intent.id });

/** Nothing was asked of the provider yet, and nothing will be. */
export const withdrawn = (payment: Payment, now: Date): Change =>
  changed(
    'settled',
    payment,
    now,
    { ...settledFields, status: 'cancelled' },
    { events: ['shop.payment.cancelled.v1'] },
  );

/** The provider will never take this charge. */
export const refused = (payment: Payment, code: string, now: Date): Change =>
  changed(
    'settled',
    payment,
    now,
    { ...settledFields, status: 'declined', declineCode: code },
    { events: ['shop.payment.declined.v1'] },
  );

/** What the provider says about the intent, applied; undefined when it says nothing new. */
export function settled(payment: Payment, intent: Intent, now: Date, patience: Patience): Change | undefined {
  if (!isOpen(payment)) return contradiction(payment, intent, now);
  if (!sameMoney(payment.amount, intent.amount)) return toReview(payment, now, { intentId: intent.id });
  const known = { method: intent.method, ...freshStart };
  switch (intent.status) {
    case 'succeeded':
      return changed(
        'settled',
        payment,
        now,
        { ...settledFields, ...known, ...captured(payment, now) },
        { entries: captureEntries(payment), events: ['shop.payment.captured.v1'] },
      );
    case 'failed':
      return refused({ ...payment, ...known }, intent.declineCode ?? 'declined', now);
    case 'cancelled':
      return cancelledBy(intent, payment, now);
    // Between the customer's part and the bank's there is no going back and nothing to tell: the end is waited for.
    case 'requires_action':
      return isWaiting(payment) ? undefined : actionRequired(payment, intent, now, patience);
    case 'processing':
      if (isWaiting(payment)) return undefined;
      return changed('settled', payment, now, {
        ...known,
        status: 'processing',
        nextAction: null,
        dueAt: nextAttempt(now, 0),
      });
    case 'unconfirmed':
      return undefined;
  }
}

/** A charge's fate is unknown: ask again later, and ask a person when that has gone on for too long. */
export function doubted(payment: Payment, now: Date, patience: Patience): Change {
  if (payment.status !== 'charging' && payment.status !== 'unknown') return postponed(payment, now);
  const doubtSince = payment.doubtSince ?? now.toISOString();
  if (hasPassed(doubtSince, patience.unknownReviewAfterMs, now)) return toReview(payment, now, { doubtSince });
  return changed('doubted', payment, now, { ...again(payment, now), status: 'unknown', doubtSince });
}

/** The order wants no charge, or its money back. Remembered until it is done, whatever happens in between. */
export const cancelAsked = (payment: Payment, traceparent: string, now: Date): Change =>
  changed('cancel-asked', payment, now, {
    cancelRequestedAt: now.toISOString(),
    traceparent,
    attempts: 0,
    dueAt: payment.status === 'manual_review' ? null : whenStalled(now),
  });

/** Nothing has changed; look again later, if anything is open. */
export const postponed = (payment: Payment, now: Date): Change =>
  changed(
    'postponed',
    payment,
    now,
    isOpen(payment) || pendingRefunds(payment).length > 0 ? again(payment, now) : { dueAt: null },
  );

/** A person has decided what the provider could not say. */
export function resolved(payment: Payment, resolution: NonNullable<Payment['resolution']>, now: Date): Change {
  const { outcome } = resolution;
  const fields = { ...settledFields, resolution };
  if (outcome === 'captured')
    return changed(
      'resolved',
      payment,
      now,
      { ...fields, ...captured(payment, now) },
      { entries: captureEntries(payment), events: ['shop.payment.captured.v1'] },
    );
  const declineCode = outcome === 'declined' ? 'declined_by_review' : null;
  return changed(
    'resolved',
    payment,
    now,
    { ...fields, status: outcome, declineCode },
    { events: [`shop.payment.${outcome}.v1`] },
  );
}

const freshStart = { attempts: 0, doubtSince: null };
const settledFields = { ...freshStart, nextAction: null, dueAt: null };

const again = (payment: Payment, now: Date) => ({
  attempts: payment.attempts + 1,
  dueAt: nextAttempt(now, payment.attempts),
});

/** An order that wants its money back is looked at again in case this process dies before it refunds. */
const captured = (payment: Payment, now: Date) => ({
  status: 'captured' as const,
  capturedAt: now.toISOString(),
  declineCode: null,
  dueAt: payment.cancelRequestedAt === null ? null : whenStalled(now),
});

const captureEntries = ({ amount: { amount, currency } }: Payment): LedgerEntry[] => [
  { account: 'provider-clearing', amount, currency, refundId: null },
  { account: 'sales', amount: -amount, currency, refundId: null },
];

function cancelledBy(intent: Intent, payment: Payment, now: Date): Change {
  // Cancelled after a failed attempt, or while the bank was at work: the customer's wish to pay came to nothing.
  if (intent.declineCode !== null) return refused(payment, intent.declineCode, now);
  if (payment.status === 'processing') return refused(payment, 'cancelled_by_provider', now);
  return withdrawn({ ...payment, method: intent.method }, now);
}

function actionRequired(payment: Payment, intent: Intent, now: Date, patience: Patience): Change {
  const expiresAt = later(now, patience.actionExpiresAfterMs);
  return changed(
    'settled',
    payment,
    now,
    {
      ...freshStart,
      method: intent.method,
      status: 'requires_action',
      nextAction: { type: 'redirect', url: intent.redirectUrl ?? '', expiresAt },
      dueAt: later(now, patience.actionExpiresAfterMs + patience.actionGraceMs),
    },
    { events: ['shop.payment.action_required.v1'] },
  );
}

const toReview = (payment: Payment, now: Date, fields: Partial<Pick<Payment, 'intentId' | 'doubtSince'>>): Change =>
  changed(
    'settled',
    payment,
    now,
    { ...settledFields, ...fields, status: 'manual_review' },
    { events: ['shop.payment.review_needed.v1'] },
  );

/** Money came although we had said that none would: only a person can put that right. */
function contradiction(payment: Payment, intent: Intent, now: Date): Change | undefined {
  const saidNoMoney = payment.status === 'cancelled' || payment.status === 'declined';
  if (!saidNoMoney || intent.status !== 'succeeded' || intent.id !== payment.intentId) return undefined;
  return changed('settled', payment, now, {}, { events: ['shop.payment.review_needed.v1'] });
}
