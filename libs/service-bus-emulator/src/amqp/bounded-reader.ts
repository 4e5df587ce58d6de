import { types } from './rhea.js';

/** Elements of no width, such as nulls in an array, may be more than the bytes that follow; nobody sends many. */
const MOST_WITHOUT_WIDTH = 4096;

let bounded = false;

/**
 * Lets rhea's reader refuse a count that the bytes at hand cannot hold: it would make room for four billion elements that
 * a frame of twenty bytes announces. What is refused throws a RangeError, as a value that ends too early does.
 */
export function boundReader(): void {
  if (bounded) return;
  bounded = true;
  // All empty lists are one: what one client's frame writes there, every other message would read.
  Object.freeze(types.List0().value);
  const reader = types.Reader.prototype;
  const { read_n: readMany, read_array_items: readItems } = reader;
  reader.read_n = function (count) {
    if (count > this.remaining()) throw tooMany(count);
    return readMany.call(this, count);
  };
  reader.read_array_items = function (count, type) {
    if (count > Math.max(this.remaining(), MOST_WITHOUT_WIDTH)) throw tooMany(count);
    return readItems.call(this, count, type);
  };
}

const tooMany = (count: number): RangeError => new RangeError(`A value announces ${count} elements and has fewer.`);
