// Whether two workers answered a call alike.
import { isDeepStrictEqual } from 'node:util';

/**
 * An answer without what is only the wire's: absent, null and zero are one there, names of enums are written in two ways,
 * and stacks are those of two programs.
 */
function plain(value) {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (name === 'stackTrace' || name === 'invocationId') return [];
    const inner = name === 'sameSite' ? String(member).toLowerCase() : plain(member);
    const isNothing = inner === undefined || inner === null || inner === false || inner === '' || isEmpty(inner);
    return isNothing ? [] : [[name, inner]];
  });
  return Object.fromEntries(members);
}

const isEmpty = (value) => typeof value === 'object' && Object.keys(value).length === 0;

/** Undefined when they are alike, otherwise both in one line each. */
export function difference(one, other) {
  const both = [plain(one), plain(other)];
  if (isDeepStrictEqual(...both)) return undefined;
  return both.map((answer) => JSON.stringify(answer)).join('\n    ');
}
