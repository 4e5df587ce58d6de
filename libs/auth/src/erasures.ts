import { type ErasureReport, erasedAccount, unavailable } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import { erasurePoints } from './failpoints.js';
import type { ServiceTokens } from './service-tokens.js';

/** What identity-service knows of people who were erased, and is told of them. */
export type Erasures = {
  /**
   * Whether identity-service has erased that account: an event alone erases nobody.
   *
   * @throws DomainError `unavailable` when it says neither yes nor no
   */
  isErased(userId: string): Promise<boolean>;
  /**
   * Reports that this service has erased the person; a repeat changes nothing.
   *
   * @param erased how many things of each kind it was
   * @throws DomainError `unavailable` when identity-service has not taken it
   */
  report(userId: string, erased: ErasureReport['erased']): Promise<void>;
};

/** Asks and tells over HTTP: two tries of a second each. */
export function httpErasures(identityUrl: string, tokens: ServiceTokens): Erasures {
  const urlOf = (userId: string) => `${identityUrl}/internal/erasures/${userId}`;
  const headers = async () => ({ authorization: await tokens.authorization('identity-service') });
  const patience = { timeoutMs: 1000, attempts: 2 };
  return {
    async isErased(userId) {
      const what = 'GET identity-service /internal/erasures';
      const answer = await call(what, { method: 'GET', url: urlOf(userId), headers: await headers(), ...patience });
      if (answer.status === 404) return false;
      const known = erasedAccount.safeParse(answer.body);
      if (answer.status === 200 && known.success && known.data.userId === userId) return true;
      throw unavailable('identity-service did not say whether an account was erased.', refusalOf(answer, what));
    },

    async report(userId, erased) {
      const what = 'POST identity-service /internal/erasures/reports';
      const answer = await call(what, {
        method: 'POST',
        url: `${urlOf(userId)}/reports`,
        headers: await headers(),
        body: { erased } satisfies ErasureReport,
        point: erasurePoints.reported,
        ...patience,
      });
      if (answer.status !== 204)
        throw unavailable('identity-service did not take the report of an erasure.', refusalOf(answer, what));
    },
  };
}
