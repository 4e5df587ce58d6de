import { DomainError } from '@causeway/data-model';
import { entityTagsOf } from '../entity-tags.js';

/**
 * The entity tags of `If-Match`; a weak one never matches, so it is left out (RFC 9110, section 13.1.1).
 *
 * @returns `any` for an asterisk
 * @throws DomainError `precondition-required` without the header.
 */
export function precondition(header: string | undefined): 'any' | string[] {
  if (header === undefined) {
    throw new DomainError('precondition-required', { detail: 'Send If-Match with the ETag you read.' });
  }
  const tags = entityTagsOf(header);
  return tags === 'any' ? tags : tags.filter((tag) => !tag.startsWith('W/'));
}
