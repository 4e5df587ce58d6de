/** A binary heap: the smallest by `order` comes first. */
export class Heap<T> {
  #items: T[] = [];
  readonly #order: (a: T, b: T) => number;

  constructor(order: (a: T, b: T) => number) {
    this.#order = order;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = items[parent] as T; // parent < at < length
      if (this.#order(above, item) <= 0) break;
      items[at] = above;
      items[parent] = item;
      at = parent;
    }
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined || this.#items.length === 0) return first;
    this.#items[0] = last;
    this.#sink(0);
    return first;
  }

  /** Keeps only what passes. */
  keep(passes: (item: T) => boolean): void {
    this.#items = this.#items.filter(passes);
    for (let at = (this.#items.length >>> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #sink(from: number): void {
    const items = this.#items;
    const item = items[from] as T; // callers pass an index within the heap
    let at = from;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#order(items[child + 1] as T, items[child] as T) < 0) child++; // both in range
      const below = items[child] as T; // checked above
      if (this.#order(item, below) <= 0) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
