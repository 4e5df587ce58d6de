import { DomainError } from '@causeway/data-model';

/**
 * The `Idempotency-Key` of a request: 1 to 255 printable ASCII characters.
 *
 * @throws DomainError `idempotency-key-missing`, `idempotency-key-invalid`
 */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined) {
    throw new DomainError('idempotency-key-missing', {
      detail: 'Send an Idempotency-Key, so that a repeat of this request does not happen twice.',
    });
  }
  if (!/^[\x20-\x7e]{1,255}$/.test(header)) {
    throw new DomainError('idempotency-key-invalid', {
      detail: 'The Idempotency-Key must be 1 to 255 printable ASCII characters.',
    });
  }
  return header;
}
