import { DomainError } from '@causeway/data-model';

/** One answer for every way in which credentials can be wrong. */
export const invalidCredentials = (): DomainError =>
  new DomainError('invalid-credentials', { detail: 'The credentials are not valid.' });
