import { unavailable } from '@causeway/data-model';
import { disowned, disownedItems } from './disowned.js';
import type { Carts, Clock, ErasedPeople, Orders, OwnedOrders, Timelines } from './ports.js';
import { contradiction, type Refusal } from './refusal.js';

export type ForgetPersonPorts = {
  people: ErasedPeople;
  carts: Carts;
  orders: Orders;
  owned: OwnedOrders;
  timelines: Timelines;
  clock: Clock;
};

const maxTries = 8;
/** More than any order's timeline has. */
const wholeTimeline = 1000;

/** Forgets a person whose account was erased: their orders stay, and are nobody's. */
export class ForgetPerson {
  readonly #ports: ForgetPersonPorts;

  constructor(ports: ForgetPersonPorts) {
    this.#ports = ports;
  }

  /**
   * Safe to repeat, and to go on with where it was left. The cart is closed first: after that no order of this person is
   * written, so that those found then are all there are.
   *
   * @returns a refusal when identity-service knows of no such erasure
   * @throws DomainError `unavailable` when it cannot be asked or told, or an order is being changed by too many
   */
  async execute(userId: string): Promise<Refusal | undefined> {
    const { people, carts, clock } = this.#ports;
    if (!(await people.isErased(userId))) return contradiction(`account ${userId} was not erased`);
    const cartLines = await carts.close(userId, clock().toISOString());
    const orders = await this.#disownAll(userId);
    await people.report(userId, { orders, cartLines });
    return undefined;
  }

  async #disownAll(userId: string): Promise<number> {
    let count = 0;
    for await (const id of this.#ports.owned.ofPerson(userId)) if (await this.#disown(id, userId)) count += 1;
    return count;
  }

  /** Whether the order was still somebody's. */
  async #disown(id: string, userId: string): Promise<boolean> {
    const { orders, owned, timelines } = this.#ports;
    for (let tries = 1; tries <= maxTries; tries += 1) {
      const read = await orders.find(id);
      if (read?.order.userId !== userId) return false;
      const timeline = disownedItems(await timelines.after(id, 0, wholeTimeline), userId);
      if ((await owned.disown(read, { record: disowned(read), timeline })) === 'disowned') return true;
    }
    throw unavailable(`Order ${id} is being changed by too many at once.`);
  }
}
