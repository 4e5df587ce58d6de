import { Known } from './known.js';

/** JSON text that no value has: `1e400`, `NaN`, half a surrogate. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/** An object as it is written: with members that stand twice, or are called `__proto__`. */
export class Members {
  constructor(readonly members: readonly (readonly [string, unknown])[]) {}
}

/**
 * Writes a value in which there are those, too.
 *
 * @param found what the shop has told that stands in the place of a `Known`
 */
export function jsonText(value: unknown, found: (place: Known) => string): string {
  const text = (one: unknown): string => jsonText(one, found);
  const member = ([name, one]: readonly [string, unknown]): string => `${JSON.stringify(name)}:${text(one)}`;
  if (value instanceof Known) return JSON.stringify(found(value));
  if (value instanceof Verbatim) return value.text;
  if (value instanceof Members) return `{${value.members.map(member).join(',')}}`;
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value).map(member).join(',')}}`;
}
