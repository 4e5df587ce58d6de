import type { TimelineItem } from '@causeway/data-model';
import type { Model, Timed } from './linearise.js';
import { absent, type OrderState, placed, reachable, seenAs, unseen, type View, viewOf } from './order-state.js';
import type { Sighting, SightingOf } from './sighting.js';

/** What is asked of one order's history: its own requests, and its placing, of which there is one. */
export type OrderOp =
  | SightingOf<'read' | 'cancel' | 'fulfil' | 'timeline'>
  | (Timed & { kind: 'placing'; reader: string; view: View | undefined });

/**
 * An order as a machine: a request sees a state, or changes it, and between any two requests events may move it along
 * legal transitions, each of which raises the version by one.
 */
export function orderModel(ops: readonly OrderOp[]): Model<OrderState, OrderOp> {
  const lastVersion = Math.max(1, ...ops.map(versionIn));
  const reached = new Map<string, OrderState[]>();
  const keyOf = (state: OrderState) => JSON.stringify(state);
  return {
    first: absent,
    keyOf,
    after(state, op) {
      const key = keyOf(state);
      const before = reached.get(key) ?? reachable(state, lastVersion);
      reached.set(key, before);
      return before.flatMap((one) => effectOf(op, one) ?? []);
    },
  };
}

/** The state after a request that took effect in this one; undefined when it cannot have. */
function effectOf(op: OrderOp, state: OrderState): OrderState | undefined {
  switch (op.kind) {
    case 'placing':
      if (state.status !== 'absent') return undefined;
      return op.view === undefined ? placed : seenAs(placed, op.view);
    case 'read':
      if (op.order === 'not-found') return state.status === 'absent' ? state : undefined;
      return seenAs(state, viewOf(op.order));
    case 'cancel':
      return cancelled(op, state);
    case 'fulfil':
      return fulfilled(op, state);
    case 'timeline':
      return told(op, state);
  }
}

/** A part of a timeline tells only what had happened by then. */
function told({ items, whole }: SightingOf<'timeline'>, state: OrderState): OrderState | undefined {
  const seq = Math.max(state.seq, items.at(-1)?.seq ?? 0);
  if (!whole) return state.version >= versionOf(items) ? { ...state, seq } : undefined;
  if (items.length < state.seq) return undefined;
  const seen = seenAs(state, viewOfTimeline(items));
  return seen && { ...seen, seq };
}

function cancelled({ answer, reason }: SightingOf<'cancel'>, state: OrderState): OrderState | undefined {
  const { status, cancellation, version } = state;
  if (status === 'absent') return undefined;
  const isOpen = (status === 'pending_payment' || status === 'paid') && cancellation === null;
  if (answer === 'refused') return isOpen || cancellation !== null ? undefined : state;
  if (cancellation !== null) return answer === 'none' ? undefined : seenAs(state, viewOf(answer));
  if (!isOpen) return undefined;
  const after: OrderState = {
    ...state,
    version: version + 1,
    status: 'cancel_requested',
    cancellation: unseen,
    action: null,
  };
  if (answer === 'none') return after;
  return answer.cancellation?.reason === reason ? seenAs(after, viewOf(answer)) : undefined;
}

function fulfilled({ answer }: SightingOf<'fulfil'>, state: OrderState): OrderState | undefined {
  const { status, fulfilledAt, version } = state;
  if (status === 'absent') return undefined;
  const isOpen = (status === 'paid' || status === 'partially_refunded') && fulfilledAt === null;
  if (answer === 'refused') return isOpen ? undefined : state;
  if (!isOpen) return undefined;
  const after: OrderState = {
    ...state,
    version: version + 1,
    status: status === 'paid' ? 'fulfilled' : status,
    fulfilledAt: unseen,
  };
  return answer === 'none' ? after : seenAs(after, viewOf(answer));
}

/** The order behind a timeline: each step of its own is a version. */
function viewOfTimeline(items: readonly TimelineItem[]): View {
  const has = (type: TimelineItem['type']) => items.some((item) => item.type === type);
  return {
    version: versionOf(items),
    status: items.at(-1)?.status ?? 'pending_payment',
    cancellation: has('order.cancel_requested') ? unseen : null,
    fulfilledAt: has('order.fulfilled') ? unseen : null,
  };
}

export const versionOf = (items: readonly TimelineItem[]): number =>
  items.filter(({ type }) => type.startsWith('order.')).length;

/** The highest version that a sighting tells of; 0 when it tells of none. */
export function versionIn(op: OrderOp | Sighting): number {
  switch (op.kind) {
    case 'placing':
      return op.view?.version ?? 0;
    case 'read':
      return op.order === 'not-found' ? 0 : op.order.version;
    case 'cancel':
    case 'fulfil':
      return typeof op.answer === 'string' ? 0 : op.answer.version;
    case 'timeline':
      return versionOf(op.items);
    default:
      return 0;
  }
}
