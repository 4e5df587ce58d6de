import { type PaymentStatus, paymentStatuses } from '@causeway/data-model';
import { anOrder } from '@causeway/testing';
import fc from 'fast-check';
import { patience } from '../../test/model/model-shop.js';
import type { Payment } from './payment.js';
import type { Intent } from './ports.js';
import { requested } from './request-payment.js';
import { cancelAsked, doubted, intentCreated, postponed, resolved, settled, withdrawn } from './settle-intent.js';

const now = new Date('2026-11-21T09:00:00.000Z');
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

/** The contract's table, and two shortcuts: what cannot even be created is declined, what disagrees goes to a person. */
const mayBecome: Record<PaymentStatus, PaymentStatus[]> = {
  requested: ['charging', 'cancelled', 'declined', 'manual_review'],
  charging: ['requires_action', 'processing', 'captured', 'declined', 'unknown', 'cancelled', 'manual_review'],
  requires_action: ['captured', 'declined', 'cancelled', 'manual_review'],
  processing: ['captured', 'declined', 'manual_review'],
  unknown: ['requires_action', 'processing', 'captured', 'declined', 'cancelled', 'manual_review'],
  manual_review: ['captured', 'declined', 'cancelled'],
  captured: ['partially_refunded', 'refunded'],
  partially_refunded: ['refunded'],
  refunded: [],
  declined: [],
  cancelled: [],
};

const payment = (status: PaymentStatus, overrides: Partial<Payment> = {}): Payment => ({
  ...requested(anOrder(), { id: 'p', now, traceparent }).payment,
  status,
  intentId: status === 'requested' ? null : 'pi_1',
  ...overrides,
});

const intent = (status: Intent['status'], overrides: Partial<Intent> = {}): Intent => ({
  id: 'pi_1',
  status,
  amount: { amount: 2598, currency: 'EUR' },
  method: { type: 'card', brand: 'visa', last4: '4242' },
  declineCode: null,
  redirectUrl: null,
  ...overrides,
});

const intentStatuses = ['unconfirmed', 'requires_action', 'processing', 'succeeded', 'failed', 'cancelled'] as const;

describe('the states of a payment', () => {
  it.each(
    paymentStatuses
      .filter((from) => from !== 'requested')
      .flatMap((from) => intentStatuses.map((said) => [from, said] as const)),
  )('from %s, told %s, stay within the contract’s table, book to zero, and raise the version by one', (from, said) => {
    const before = payment(from);
    const change = settled(before, intent(said), now, patience);
    if (change === undefined) return;
    const { status, version } = change.payment;
    if (status !== from) expect(mayBecome[from]).toContain(status);
    expect(version).toBe(before.version + 1);
    expect(change.entries.reduce((total, { amount }) => total + amount, 0)).toBe(0);
    expect(change.entries.length > 0).toBe(status === 'captured');
  });

  it('are left only by their own doors: creating, withdrawing, doubting, resolving', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paymentStatuses), (from) => {
        const before = payment(from);
        const changes = [doubted(before, now, patience), postponed(before, now), cancelAsked(before, traceparent, now)];
        for (const { payment: after } of changes) {
          if (after.status !== from) expect(mayBecome[from]).toContain(after.status);
        }
      }),
    );
    expect(intentCreated(payment('requested'), intent('unconfirmed'), now).payment).toMatchObject({
      status: 'charging',
      intentId: 'pi_1',
    });
    expect(withdrawn(payment('requested'), now)).toMatchObject({
      payment: { status: 'cancelled' },
      events: ['shop.payment.cancelled.v1'],
    });
    for (const outcome of ['captured', 'declined', 'cancelled'] as const) {
      const resolution = { outcome, note: 'seen', by: 'sue', at: now.toISOString() };
      expect(resolved(payment('manual_review'), resolution, now)).toMatchObject({
        payment: { status: outcome, resolution },
        events: [`shop.payment.${outcome}.v1`],
      });
    }
  });

  it('do not change by what is no news', () => {
    expect(settled(payment('processing'), intent('processing'), now, patience)).toBeUndefined();
    expect(settled(payment('requires_action'), intent('requires_action'), now, patience)).toBeUndefined();
    expect(settled(payment('captured'), intent('succeeded'), now, patience)).toBeUndefined();
    expect(settled(payment('cancelled'), intent('cancelled'), now, patience)).toBeUndefined();
    expect(settled(payment('manual_review'), intent('succeeded'), now, patience)).toBeUndefined();
  });

  it.each<[string, Partial<Intent>]>([
    ['another amount', { amount: { amount: 2599, currency: 'EUR' } }],
    ['another currency', { amount: { amount: 2598, currency: 'USD' } }],
  ])('end with a person when the provider took %s', (_what, overrides) => {
    expect(settled(payment('charging'), intent('succeeded', overrides), now, patience)).toMatchObject({
      payment: { status: 'manual_review', dueAt: null },
      entries: [],
      events: ['shop.payment.review_needed.v1'],
    });
  });

  it.each(['cancelled', 'declined'] as const)('raise an alarm when money comes after %s was said', (status) => {
    expect(settled(payment(status), intent('succeeded'), now, patience)).toMatchObject({
      payment: { status },
      entries: [],
      events: ['shop.payment.review_needed.v1'],
    });
  });

  it('call an intent that was cancelled after a failed attempt declined, and any other cancelled', () => {
    const after = intent('cancelled', { declineCode: 'authentication_failed' });
    expect(settled(payment('requires_action'), after, now, patience)?.payment.status).toBe('declined');
    expect(settled(payment('requires_action'), intent('cancelled'), now, patience)?.payment.status).toBe('cancelled');
    expect(settled(payment('processing'), intent('cancelled'), now, patience)?.payment.status).toBe('declined');
  });

  it('double the wait with each doubt, up to a minute', () => {
    let doubtful = payment('charging');
    const waits: number[] = [];
    for (let i = 0; i < 11; i += 1) {
      doubtful = doubted(doubtful, now, patience).payment;
      waits.push((Date.parse(doubtful.dueAt ?? '') - now.getTime()) / 1000);
    }
    expect(waits).toEqual([0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});
