/**
 * The entity tags of an `If-Match` or `If-None-Match`, none when it is not of their form (RFC 9110, section 8.8.3).
 *
 * @returns `any` for an asterisk, which stands alone
 */
export function entityTagsOf(header: string): 'any' | string[] {
  if (header.trim() === '*') return 'any';
  if (!list.test(header)) return [];
  return header.match(everyTag) ?? [];
}

/** Whether none of `If-None-Match` is this entity tag, by weak comparison (RFC 9110, section 13.1.2). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return true;
  const tags = entityTagsOf(header);
  return tags !== 'any' && !tags.some((tag) => opaque(tag) === opaque(etag));
}

const tag = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const everyTag = new RegExp(tag, 'g');
/** Empty elements of a list are allowed (RFC 9110, section 5.6.1). */
const list = new RegExp(`^[ \\t,]*(?:${tag}[ \\t]*(?:,[ \\t,]*|$))+$`);

const opaque = (entityTag: string): string => entityTag.replace(/^W\//, '');
