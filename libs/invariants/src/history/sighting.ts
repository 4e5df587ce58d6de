import type { Order, Payment, Refund, TimelineItem } from '@causeway/data-model';
import type { Timed } from './linearise.js';

/** One request about an order, or one piece of news of a stream, as a client saw it. */
export type Sighting = Timed & { reader: string } & Deed;

/** What a request asked for and what came of it. A write without an answer may have had its effect all the same. */
export type Deed =
  /** `answer`: the 201, word for word. */
  | { kind: 'place'; key: string; answer: { text: string; etag: string | null; order: Order } | 'none' }
  /** By itself, in a list, or as the snapshot of a stream. */
  | { kind: 'read'; orderId: string; order: Order | 'not-found'; etag: string | null }
  | { kind: 'cancel'; orderId: string; reason: string; answer: Order | 'refused' | 'none' }
  | { kind: 'fulfil'; orderId: string; answer: Order | 'refused' | 'none' }
  /** `whole`: from the first item to the newest. */
  | { kind: 'timeline'; orderId: string; items: TimelineItem[]; whole: boolean }
  /** An item that a stream told. */
  | { kind: 'news'; orderId: string; item: TimelineItem }
  | { kind: 'payment'; orderId: string; payment: Payment | 'not-found' }
  /** Only those that were accepted: what a refusal means is the payment's business. */
  | { kind: 'refund'; key: string; answer: { text: string; refund: Refund } };

export type SightingOf<Kind extends Sighting['kind']> = Extract<Sighting, { kind: Kind }>;

export const isA =
  <Kind extends Sighting['kind']>(...kinds: Kind[]) =>
  (sighting: Sighting): sighting is SightingOf<Kind> =>
    kinds.some((kind) => kind === sighting.kind);
