import { differentReplays, rewritten, twoFaced } from './faces.js';
import { type Linearisation, linearise, type Timed } from './linearise.js';
import { wentBack } from './monotone.js';
import { type OrderOp, orderModel } from './order-model.js';
import { viewOf } from './order-state.js';
import { paymentModel } from './payment-model.js';
import { isA, type Sighting, type SightingOf } from './sighting.js';
import { tell } from './tell.js';

export type HistoryFinding = {
  orders: number;
  sightings: number;
  /** Each a story of several lines: who saw what, when. */
  violations: string[];
};

/**
 * Whether what clients saw of orders could have happened: for each order there is an order of all requests, true to real
 * time, in which every answer is that of the state the order was in (it is linearisable), nobody was shown an older
 * order after a newer one (it is monotone), a version has one face, a timeline is only added to, and a key has one answer.
 */
export function checkHistory(sightings: readonly Sighting[]): HistoryFinding {
  const from = Math.min(...sightings.map(({ start }) => start));
  const orders = Map.groupBy(sightings.filter(isTheirs(sightings)), orderOf(sightings));
  orders.delete(undefined);
  const violations = [...orders].flatMap(([id, own]) =>
    [...wentBack(own, from), ...twoFaced(own, from), ...rewritten(own, from), ...impossible(own, from)].map(
      (story) => `order ${id}: ${story}`,
    ),
  );
  return {
    orders: orders.size,
    sightings: sightings.length,
    violations: [...differentReplays(sightings, from), ...violations],
  };
}

/** Another's order is not found, too: only who was shown an order at some time can miss it. */
function isTheirs(sightings: readonly Sighting[]): (sighting: Sighting) => boolean {
  const about = orderOf(sightings);
  const keyOf = (sighting: Sighting) => `${sighting.reader} ${about(sighting)}`;
  const isMissing = (sighting: Sighting) => sighting.kind === 'read' && sighting.order === 'not-found';
  const shown = new Set(sightings.filter((sighting) => !isMissing(sighting)).map(keyOf));
  return (sighting) => !isMissing(sighting) || shown.has(keyOf(sighting));
}

/** Which order a sighting is about. A request to place one without an answer is about that of its key, if that is known. */
function orderOf(sightings: readonly Sighting[]): (sighting: Sighting) => string | undefined {
  const byKey = new Map<string, string>();
  const byPayment = new Map<string, string>();
  for (const sighting of sightings) {
    if (sighting.kind === 'place' && sighting.answer !== 'none') byKey.set(sighting.key, sighting.answer.order.id);
    if (sighting.kind === 'payment' && sighting.payment !== 'not-found')
      byPayment.set(sighting.payment.id, sighting.orderId);
  }
  return (sighting) => {
    if (sighting.kind === 'place') return byKey.get(sighting.key);
    if (sighting.kind === 'refund') return byPayment.get(sighting.answer.refund.paymentId);
    return sighting.orderId;
  };
}

function impossible(sightings: readonly Sighting[], from: number): string[] {
  const ops = [
    placingOf(sightings),
    ...sightings.filter(isA('read', 'cancel', 'fulfil', 'timeline')),
    ...newsOf(sightings),
  ];
  const payments = sightings.filter(isA('payment', 'refund'));
  return [
    ...storyOf('what was seen of the order', linearise(ops, orderModel(ops)), from),
    ...storyOf('what was seen of its payment', linearise(payments, paymentModel), from),
  ];
}

/** All requests with its key are one placing: after the first of them began, before the first answer came. */
function placingOf(sightings: readonly Sighting[]): OrderOp {
  const tries = sightings.filter(isA('place'));
  const answered = tries.filter(({ answer }) => answer !== 'none').sort((a, b) => a.end - b.end)[0];
  const reader = tries[0]?.reader ?? 'somebody';
  if (answered === undefined || answered.answer === 'none') {
    // Placed by others, or never answered: before anybody saw it.
    const seen = sightings.filter(({ kind }) => kind !== 'place').map(({ end }) => end);
    return { kind: 'placing', reader, start: Number.NEGATIVE_INFINITY, end: Math.min(...seen), view: undefined };
  }
  const start = Math.min(...tries.map((one) => one.start));
  return { kind: 'placing', reader, start, end: answered.end, view: viewOf(answered.answer.order) };
}

/** What a stream told, as the part of the timeline that had been written by then. */
function newsOf(sightings: readonly Sighting[]): OrderOp[] {
  const items = sightings
    .filter(isA('timeline', 'news'))
    .flatMap((one) => (one.kind === 'news' ? [one.item] : one.items));
  const log = new Map(items.map((item) => [item.seq, item]));
  return sightings.filter(isA('news')).flatMap(({ item, reader, orderId, start, end }): SightingOf<'timeline'>[] => {
    const known = Array.from({ length: item.seq }, (_, index) => log.get(index + 1) ?? []).flat();
    return [{ kind: 'timeline', reader, orderId, start, end, items: known, whole: false }];
  });
}

const linesBefore = 6;

function storyOf<Op extends Timed & (Sighting | OrderOp)>(
  what: string,
  found: Linearisation<{ status: string; version?: number }, Op>,
  from: number,
): string[] {
  if (found.outcome === 'found') return [];
  if (found.outcome === 'too-many-tries') return [`${what} is too entangled to be judged: use fewer clients per order`];
  const { explained, unexplained, state } = found;
  return [
    [
      `${what} cannot have happened in any order`,
      ...(explained.length > linesBefore ? [`  ... ${explained.length - linesBefore} before, which fit`] : []),
      ...explained.slice(-linesBefore).map((op) => `  ${tell(op, from)}`),
      `  then it is ${nameOf(state)}, which none of these fits:`,
      ...unexplained.slice(0, linesBefore).map((op) => `  ${tell(op, from)}`),
    ].join('\n'),
  ];
}

const nameOf = ({ status, version }: { status: string; version?: number }): string =>
  version === undefined ? status : `${status}, version ${version}`;
