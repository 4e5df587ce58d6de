import { internalScope } from '@causeway/auth';
import { type Keeper, keepersOfPersonalData, type PersonalData, personalData, unavailable } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { AccessTokens } from '../core/access-tokens.js';
import type { DataKeptElsewhere } from '../core/personal-data.js';

const keeperUrl = (service: Keeper) =>
  z.url().meta({ description: `Where ${service} is, which is asked for what it keeps about somebody.` });

export const keepersEnv = z.object({
  ORDER_URL: keeperUrl('order-service'),
  PAYMENT_URL: keeperUrl('payment-service'),
  NOTIFICATION_URL: keeperUrl('notification-service'),
  ANALYTICS_URL: keeperUrl('analytics-service'),
});

/** What each service keeps, asked over HTTP, of all at the same time. The tokens are made here: nobody has to be asked for them. */
export class HttpPersonalData implements DataKeptElsewhere {
  readonly #urls: Record<Keeper, string>;
  readonly #tokens: AccessTokens;
  readonly #now: () => Date;

  constructor(urls: z.infer<typeof keepersEnv>, { tokens, now }: { tokens: AccessTokens; now: () => Date }) {
    this.#urls = {
      'order-service': urls.ORDER_URL,
      'payment-service': urls.PAYMENT_URL,
      'notification-service': urls.NOTIFICATION_URL,
      'analytics-service': urls.ANALYTICS_URL,
    };
    this.#tokens = tokens;
    this.#now = now;
  }

  async of(userId: string): Promise<PersonalData['items']> {
    try {
      return (await Promise.all(keepersOfPersonalData.map((service) => this.#allOf(service, userId)))).flat();
    } catch (error) {
      // Which service it is, is nothing for the person to know.
      throw unavailable('Not everything can be collected at the moment.', error);
    }
  }

  async #allOf(service: Keeper, userId: string): Promise<PersonalData['items']> {
    const items: PersonalData['items'] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await this.#page(service, userId, after);
      items.push(...page.items);
      after = page.nextCursor;
    }
    return items;
  }

  async #page(service: Keeper, userId: string, after: string | undefined): Promise<PersonalData> {
    const what = `GET ${service} /internal/people/data`;
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    const answer = await call(what, {
      method: 'GET',
      url: `${this.#urls[service]}/internal/people/${userId}/data${query}`,
      headers: { authorization: `Bearer ${this.#tokenFor(service)}` },
      timeoutMs: 2000,
      attempts: 2,
    });
    const page = personalData.safeParse(answer.body);
    if (answer.status !== 200 || !page.success) throw refusalOf(answer, what);
    return page.data;
  }

  #tokenFor(audience: Keeper): string {
    const name = 'identity-service';
    // It has no API key; what could be revoked is called by the name of the service.
    return this.#tokens.forService({ name, keyId: name, audience, scope: internalScope }, this.#now()).token;
  }
}
