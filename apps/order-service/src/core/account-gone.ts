import { DomainError } from '@causeway/data-model';

/** Whoever's account is erased has a token for some seconds more, and it is good for nothing. */
export const accountGone = (): DomainError =>
  new DomainError('invalid-token', { detail: 'The account no longer exists.' });
