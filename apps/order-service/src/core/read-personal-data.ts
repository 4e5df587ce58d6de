import type { PersonalData } from '@causeway/data-model';
import type { Carts, OrderLists, Slice, Timelines } from './ports.js';

type Things = PersonalData['items'];

/** Orders to a page: each comes with its timeline. */
const pageSize = 25;
/** More than any order's timeline has. */
const wholeTimeline = 1000;

/** Shows everything this service keeps about a person: their cart, and their orders with all that happened to them. */
export class ReadPersonalData {
  readonly #carts: Carts;
  readonly #lists: OrderLists;
  readonly #timelines: Timelines;

  constructor(ports: { carts: Carts; lists: OrderLists; timelines: Timelines }) {
    this.#carts = ports.carts;
    this.#lists = ports.lists;
    this.#timelines = ports.timelines;
  }

  /** A page; the cart is on the first. */
  async execute(userId: string, position?: unknown): Promise<Slice<Things[number]>> {
    const cart = position === undefined ? await this.#cartOf(userId) : [];
    const page = await this.#lists.ofUser(userId, pageSize, position);
    const orders = await Promise.all(
      page.items.map(async (order) => ({
        kind: 'orders',
        data: { ...order, timeline: await this.#timelines.after(order.id, 0, wholeTimeline) },
      })),
    );
    return { items: [...cart, ...orders], position: page.position };
  }

  async #cartOf(userId: string): Promise<Things> {
    const { lines, updatedAt } = await this.#carts.find(userId);
    return lines.length === 0 ? [] : [{ kind: 'cart', data: { items: lines, updatedAt } }];
  }
}
