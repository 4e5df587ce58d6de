import type { Order } from '@causeway/data-model';

/** What an order is made of for ever; everything else changes with its state. */
const unchanging = ({ id, userId, items, total, paymentMethod, createdAt }: Order): string =>
  JSON.stringify({ id, userId, items, total, paymentMethod, createdAt });

/** Remembers what customers were told, and notices when they are told something else later. */
export class Witness {
  readonly violations: string[] = [];
  readonly #byKey = new Map<string, Order>();
  readonly #lastSeen = new Map<string, { version: number; status: string }>();

  /** Orders that were answered 201. */
  get accepted(): ReadonlyMap<string, Order> {
    return this.#byKey;
  }

  /** A 201: the first for its key, or one that has to be the same to the letter. */
  answered(key: string, order: Order): void {
    const first = this.#byKey.get(key);
    if (first === undefined) this.#byKey.set(key, order);
    else if (JSON.stringify(first) !== JSON.stringify(order))
      this.violations.push(
        `Key ${key} was answered with order ${first.id} first and later with another body (${order.id}).`,
      );
  }

  /** One reader's look at an order after the other: what was seen once is never unseen. */
  read(order: Order): void {
    const { id, version, status } = order;
    const last = this.#lastSeen.get(id);
    this.#lastSeen.set(id, { version, status });
    if (last === undefined) return;
    if (version < last.version || (version === last.version && status !== last.status))
      this.violations.push(
        `Order ${id} went back: ${last.status} (version ${last.version}), then ${status} (version ${version}).`,
      );
  }

  /** The order as it stands at the end, against what its customer was answered. */
  stands(key: string, order: Order | undefined): void {
    const answer = this.#byKey.get(key);
    if (answer === undefined) return;
    if (order === undefined) this.violations.push(`Order ${answer.id} was answered 201 and does not exist.`);
    else if (unchanging(answer) !== unchanging(order))
      this.violations.push(`Order ${answer.id} is not the one that was answered 201.`);
  }
}
