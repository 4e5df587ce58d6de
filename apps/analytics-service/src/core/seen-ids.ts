import { createHash, randomBytes } from 'node:crypto';

const bytes = 1024 * 1024;
const bitsPerId = 4;

/**
 * Ids that were seen, in 1 MiB however many they are (a Bloom filter). It never forgets one; with 100,000 in it, one in
 * 200,000 others seems seen, and another one for the next filter, whose salt is its own.
 */
export class SeenIds {
  readonly #bits = new Uint8Array(bytes);
  readonly #salt = randomBytes(16);

  add(id: string): void {
    for (const bit of this.#bitsOf(id)) this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  has(id: string): boolean {
    return this.#bitsOf(id).every((bit) => ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  }

  #bitsOf(id: string): number[] {
    const digest = createHash('sha256').update(this.#salt).update(id).digest();
    return Array.from({ length: bitsPerId }, (_, at) => digest.readUInt32LE(at * 4) % (bytes * 8));
  }
}
