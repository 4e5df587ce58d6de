import { DomainError } from '@causeway/data-model';

/** Whether none of `If-None-Match` is this entity tag, by weak comparison (RFC 9110, section 13.1.2). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return true;
  return !tagsOf(header).some((tag) => tag === '*' || opaque(tag) === opaque(etag));
}

/**
 * The entity tags of `If-Match`; a weak one never matches, so it is left out (RFC 9110, section 13.1.1).
 *
 * @throws DomainError `precondition-required` without the header.
 */
export function precondition(header: string | undefined): string[] {
  if (header === undefined) {
    throw new DomainError('precondition-required', { detail: 'Send If-Match with the ETag you read.' });
  }
  return tagsOf(header).filter((tag) => !tag.startsWith('W/'));
}

const tagsOf = (header: string): string[] => header.split(',').map((tag) => tag.trim());
const opaque = (tag: string): string => tag.replace(/^W\//, '');
