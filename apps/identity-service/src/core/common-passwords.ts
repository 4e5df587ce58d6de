import { invalidField } from '@causeway/data-model';

/** Knows what people choose, and what guessers try first. */
export interface CommonPasswords {
  isCommon(password: string): Promise<boolean>;
}

/**
 * Refuses a password that is guessed at once (NIST SP 800-63B-4, section 3.1.1.2).
 *
 * @param pointer where the password stands in the request
 * @throws DomainError `validation`
 */
export async function refuseGuessable(
  password: string,
  { owner, common, pointer }: { owner: { email: string; name: string }; common: CommonPasswords; pointer: string },
): Promise<void> {
  const [localPart = ''] = owner.email.split('@');
  const own = [owner.email, localPart, owner.name].map((one) => one.toLowerCase());
  if (own.includes(password.toLowerCase())) throw invalidField(pointer, 'must not be your name or address');
  if (await common.isCommon(password)) throw invalidField(pointer, 'must not be one of the most common passwords');
}
