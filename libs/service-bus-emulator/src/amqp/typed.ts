import { type Typed, types } from './rhea.js';

/** Reads one value, keeping its AMQP types. */
export const read = (bytes: Buffer): Typed => new types.Reader(bytes).read();

export function write(typed: Typed): Buffer {
  const writer = new types.Writer();
  writer.write(typed);
  return writer.toBuffer();
}

/** The elements of a list, or of a map as keys and values in turn. */
export const elements = (typed: Typed | undefined): readonly Typed[] =>
  Array.isArray(typed?.value) ? typed.value : [];

/** A map by its keys' text. */
export function mapOf(typed: Typed | undefined): Map<string, Typed> {
  const found = new Map<string, Typed>();
  const items = elements(typed);
  for (let at = 0; at + 1 < items.length; at += 2) {
    const value = items[at + 1];
    if (value !== undefined) found.set(String(items[at]?.value), value);
  }
  return found;
}

/** The plain value; undefined for null and absent. */
export const plain = (typed: Typed | undefined): unknown =>
  typed === undefined ? undefined : (types.unwrap(typed) ?? undefined);

export function textOf(typed: Typed | undefined): string | undefined {
  const value = plain(typed);
  return typeof value === 'string' ? value : undefined;
}

/** A number, also of a 64-bit value that came as bytes. */
export function numberOf(typed: Typed | undefined): number | undefined {
  const value = plain(typed);
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  return Buffer.isBuffer(value) && value.length === 8 ? Number(value.readBigInt64BE()) : undefined;
}

export const isTyped = (value: unknown): value is Typed =>
  typeof value === 'object' && value !== null && 'type' in value && 'value' in value;

/** A described map section with these items. */
export const mapSection = (code: number, items: ReadonlyMap<string, Typed>, key: (name: string) => Typed): Typed =>
  types.described_nc(types.wrap_ulong(code), types.Map32([...items].flatMap(([name, value]) => [key(name), value])));
