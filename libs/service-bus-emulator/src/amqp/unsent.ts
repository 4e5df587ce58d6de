/** Deliveries given to rhea that wait for the client's window, oldest first. */
export class Unsent {
  #ids: number[] = [];
  #sizes: number[] = [];
  #head = 0;
  #bytes = 0;

  get count(): number {
    return this.#ids.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(id: number, bytes: number): void {
    this.#ids.push(id);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  /** All before this id are on their way. */
  sentBefore(id: number): void {
    while (this.#head < this.#ids.length && (this.#ids[this.#head] ?? id) < id) {
      this.#bytes -= this.#sizes[this.#head] ?? 0;
      this.#head++;
    }
    if (this.#head === this.#ids.length && this.#head > 0) {
      this.#ids = [];
      this.#sizes = [];
      this.#head = 0;
    }
  }
}
