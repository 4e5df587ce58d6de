/** Something that was set aside and waits for a person: a dead letter of a subscription, or an entry of an outbox. */
export type Letter = {
  /** Its name among all places: `orders/payment-service:17`, `outbox/payments:payment/<id>/3/shop.payment.captured.v1`. */
  id: string;
  /** A subscription, `orders/payment-service`, or an outbox, `outbox/causeway-orders`. */
  place: string;
  /** The event's id, or the message's where no event could be read. */
  eventId: string;
  type: string | null;
  /** A short code: `schema`, `unknown-order`, `max-delivery`, ...; `parked` or `stuck` in an outbox. */
  reason: string;
  description: string;
  /** When it came to this place (RFC 3339). */
  since: string;
  /** Deliveries, or tries to publish it. */
  attempts: number;
};

/** A letter with all that is known of it. */
export type WholeLetter = Letter & {
  traceId: string | null;
  properties: Record<string, unknown>;
  /** As JSON where it is JSON, otherwise as text. */
  body: unknown;
  /** Why sending it again cannot help as long as this version of the shop runs; null when it may. */
  pointless: string | null;
};

/**
 * What became of a letter that was to be redriven: `redriven`; `gone`: somebody else has redriven it meanwhile; `held`:
 * somebody else has locked it; `waiting`: it is back in its outbox, and the broker did not take it yet.
 */
export type Redriven = 'redriven' | 'gone' | 'held' | 'waiting';

/** A subscription or an outbox, as one looks after it. */
export interface DeadLetterPlace {
  readonly name: string;
  letters(): AsyncIterable<WholeLetter>;
  /** @param ids letters' ids, all of this place */
  redrive(ids: readonly string[]): Promise<Map<string, Redriven>>;
  close(): Promise<void>;
}

/** What `letter.id` ends with: what the place itself knows the letter by. */
export const keyIn = (place: string, id: string): string => id.slice(place.length + 1);

export const idOf = (place: string, key: string): string => `${place}:${key}`;
