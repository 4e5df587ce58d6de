import { user } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import type { Customers } from '../core/ports.js';

type Authorization = { authorization(audience: string): Promise<string> };

/** Asks identity-service who a customer is: no event carries an address. */
export function httpCustomers(identityUrl: string, tokens: Authorization): Customers {
  return {
    async find(userId) {
      const answer = await call('read customer', {
        method: 'GET',
        url: `${identityUrl}/internal/users/${userId}`,
        headers: { authorization: await tokens.authorization('identity-service') },
        timeoutMs: 2000,
        attempts: 3,
      });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refusalOf(answer, 'identity-service');
      const { email, name } = user.parse(answer.body);
      return { email, name };
    },
  };
}
