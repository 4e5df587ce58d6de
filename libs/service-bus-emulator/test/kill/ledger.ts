import type { ServiceBusReceivedMessage } from '@azure/service-bus';

export type Place = 'active' | 'deferred' | 'dead' | 'scheduled' | 'gone';

interface Story {
  /** Where the message can be, as far as its clients know. */
  possible: Set<Place>;
  /** Of the connection that sent it: a number for each start of the emulator. */
  readonly round: number;
  sequence: number | undefined;
  deliveries: number;
}

/** What the clients of one entity were told of its messages; writes down whatever contradicts it. */
export class Ledger {
  readonly faults: string[] = [];
  readonly #stories = new Map<string, Story>();
  readonly #bySequence = new Map<number, string>();

  get size(): number {
    return this.#stories.size;
  }

  /** Ids that can be nowhere else. */
  surelyAt(place: Place): string[] {
    return [...this.#stories]
      .filter(([, { possible }]) => possible.size === 1 && possible.has(place))
      .map(([id]) => id);
  }

  sequenceOf(id: string): number | undefined {
    return this.#stories.get(id)?.sequence;
  }

  /** The message is on its way to a place; it may not arrive. */
  sending(id: string, to: Place, round: number): void {
    this.#stories.set(id, { possible: new Set([to, 'gone']), round, sequence: undefined, deliveries: -1 });
  }

  /** A settlement is on its way. */
  asking(id: string, to: Place): void {
    this.#stories.get(id)?.possible.add(to);
  }

  /** A send was acknowledged, which tells nothing more of a message that a receiver was quicker to have. */
  accepted(id: string, at: Place): void {
    if (this.#stories.get(id)?.deliveries === -1) this.told(id, at);
  }

  /** A settlement was acknowledged. */
  told(id: string, at: Place): void {
    const story = this.#stories.get(id);
    if (story !== undefined) story.possible = new Set([at]);
  }

  numbered(id: string, sequence: number): void {
    const story = this.#stories.get(id);
    const other = this.#bySequence.get(sequence);
    if (story === undefined || (other !== undefined && other !== id)) {
      this.faults.push(`${id} has the number ${sequence} of ${other}`);
      return;
    }
    if (story.sequence !== undefined && story.sequence !== sequence) {
      this.faults.push(`${id} had the number ${story.sequence} and has ${sequence}`);
    }
    story.sequence = sequence;
    this.#bySequence.set(sequence, id);
  }

  /** The message was seen there; its sequence number and its delivery count must fit what was seen before. */
  seen(message: ServiceBusReceivedMessage, at: Place): void {
    const id = String(message.messageId);
    const story = this.#stories.get(id);
    if (story === undefined) {
      this.faults.push(`${id} was never sent`);
      return;
    }
    if (!story.possible.has(at)) {
      this.faults.push(`${id} is ${at}, and was ${[...story.possible].join(' or ')}`);
    }
    story.possible = new Set([at]);
    const count = message.deliveryCount ?? 0;
    if (count < story.deliveries) this.faults.push(`${id} was delivered ${story.deliveries} times and now ${count}`);
    story.deliveries = count;
    const sequence = message.sequenceNumber?.toNumber();
    if (sequence !== undefined) this.numbered(id, sequence);
  }

  /** Closes the book with all that is there at the end: each message in one place, and where it must be. */
  close(found: readonly { readonly message: ServiceBusReceivedMessage; readonly at: Place }[]): void {
    const places = new Map<string, Place[]>();
    for (const { message, at } of found) {
      const id = String(message.messageId);
      places.set(id, [...(places.get(id) ?? []), at]);
      this.seen(message, at);
    }
    for (const [id, { possible }] of this.#stories) {
      const at = places.get(id) ?? [];
      if (at.length > 1) this.faults.push(`${id} is there ${at.length} times: ${at.join(', ')}`);
      if (at.length === 0 && !possible.has('gone'))
        this.faults.push(`${id} is lost; it was ${[...possible].join(' or ')}`);
    }
    this.#checkOrder();
  }

  /** Whatever was sent in a later round has a higher number. */
  #checkOrder(): void {
    const highest: number[] = [];
    const lowest: number[] = [];
    for (const { round, sequence } of this.#stories.values()) {
      if (sequence === undefined) continue;
      highest[round] = Math.max(highest[round] ?? 0, sequence);
      lowest[round] = Math.min(lowest[round] ?? Number.POSITIVE_INFINITY, sequence);
    }
    for (let round = 1; round < highest.length; round++) {
      const before = Math.max(...highest.slice(0, round).filter((number) => number !== undefined), 0);
      if ((lowest[round] ?? Number.POSITIVE_INFINITY) <= before) {
        this.faults.push(`the number ${lowest[round]} of round ${round} is not above ${before} of an earlier one`);
      }
    }
  }
}
