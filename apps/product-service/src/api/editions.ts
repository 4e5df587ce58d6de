import { precondition } from '@causeway/runtime/http';
import type { Editions } from '../core/edition.js';

/**
 * The editions of a product that `If-Match` names: only the `p` part of the tags counts, so that sales do not disturb
 * editing.
 *
 * @throws DomainError `precondition-required` without the header
 */
export function editionsOf(ifMatch: string | undefined): Editions {
  const tags = precondition(ifMatch);
  if (tags === 'any') return tags;
  return tags.flatMap((tag) => {
    const [, edition] = /^"p([1-9]\d{0,14})\.s\d{1,15}"$/.exec(tag) ?? [];
    return edition === undefined ? [] : [Number(edition)];
  });
}
