import { canonicalJson, type Order, type OrderStatus } from '@causeway/data-model';
import { legalTransitions } from '../legal-transitions.js';

/** Something that is there, of which nobody has seen yet what it is. */
export const unseen = '?';

/** As much of an order's state as its readers can tell apart. */
export type OrderState = {
  version: number;
  status: OrderStatus | 'absent';
  cancellation: string | null;
  fulfilledAt: string | null;
  action: string | null;
  /** Minor units; `unseen` is more than `atLeast`. */
  refunded: { amount: number } | { moreThan: number };
  /** So many items the timeline has, or more. */
  seq: number;
};

/** What a reader was shown; undefined where it does not say. */
export type View = {
  version: number;
  status: OrderStatus;
  cancellation: string | null;
  fulfilledAt: string | null;
  action?: string | null;
  refunded?: number;
};

export const absent: OrderState = {
  version: 0,
  status: 'absent',
  cancellation: null,
  fulfilledAt: null,
  action: null,
  refunded: { amount: 0 },
  seq: 0,
};

export const placed: OrderState = { ...absent, version: 1, status: 'pending_payment' };

export const viewOf = ({
  version,
  status,
  cancellation,
  fulfilledAt,
  nextAction,
  refunded,
}: Order): Required<View> => ({
  version,
  status,
  cancellation: cancellation && canonicalJson(cancellation),
  fulfilledAt,
  action: nextAction && canonicalJson(nextAction),
  refunded: refunded.amount,
});

/** The state with what the view tells of it; undefined when it is another. */
export function seenAs(state: OrderState, view: View): OrderState | undefined {
  if (state.version !== view.version || state.status !== view.status) return undefined;
  const cancellation = agreed(state.cancellation, view.cancellation);
  const fulfilledAt = agreed(state.fulfilledAt, view.fulfilledAt);
  const action = view.action === undefined ? state.action : agreed(state.action, view.action);
  const refunded = agreedAmount(state.refunded, view.refunded);
  if (cancellation === undefined || fulfilledAt === undefined || action === undefined || refunded === undefined)
    return undefined;
  return { ...state, cancellation, fulfilledAt, action, refunded };
}

/** Every state that events alone can lead to, along legal transitions, this one included. */
export function reachable(from: OrderState, lastVersion: number): OrderState[] {
  const found = [from];
  for (const state of found) if (state.version <= lastVersion) found.push(...stepsFrom(state));
  return found;
}

function stepsFrom(state: OrderState): OrderState[] {
  const { status, version, refunded } = state;
  if (status === 'absent') return [];
  const asked = status === 'pending_payment' && state.action === null ? [{ ...state, action: unseen }] : [];
  const moves = legalTransitions[status].filter((next) => isMadeByEvents(status, next));
  const moved = moves.map((next): OrderState => {
    const after = { ...state, status: next, version: version + 1, action: null };
    if (next === 'cancel_requested') return { ...after, cancellation: unseen };
    return next === 'partially_refunded' || next === 'refunded' ? { ...after, refunded: more(refunded) } : after;
  });
  return [...asked, ...moved];
}

/** A paid order is cancelled, and any is sent, only when somebody asks for it. */
const isMadeByEvents = (from: OrderStatus, to: OrderStatus): boolean =>
  to !== 'fulfilled' && !(from === 'paid' && to === 'cancel_requested');

const more = (refunded: OrderState['refunded']) => ({
  moreThan: 'amount' in refunded ? refunded.amount : refunded.moreThan,
});

/** What both say; undefined when they contradict each other. */
function agreed(known: string | null, seen: string | null): string | null | undefined {
  if (known === null || seen === null) return known === seen ? null : undefined;
  if (known === unseen) return seen;
  return seen === unseen || seen === known ? known : undefined;
}

function agreedAmount(known: OrderState['refunded'], seen: number | undefined): OrderState['refunded'] | undefined {
  if (seen === undefined) return known;
  // Two refunds in one event are two versions with one amount.
  const fits = 'amount' in known ? known.amount === seen : seen >= known.moreThan && seen > 0;
  return fits ? { amount: seen } : undefined;
}
