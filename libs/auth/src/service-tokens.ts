import { DomainError, serviceToken } from '@causeway/data-model';
import { call, refusalOf, withDeadline } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';

/** Tokens with which this service calls others. */
export type ServiceTokens = {
  /**
   * The `authorization` header for a callee, such as `order-service`: "Bearer eyJ...".
   *
   * @throws DomainError `unavailable` when identity-service gives no token and none is left from before.
   */
  authorization(audience: string): Promise<string>;
};

type Held = { header: string; refreshAt: number; expiresAt: number };

/** Of a token's life, the share after which a fresh one is fetched in the background. */
const refreshShare = 0.7;
/** A token is not sent in its last seconds: the callee's clock may be ahead. */
const marginMs = 10_000;

/**
 * Exchanges this service's API key for tokens: one per callee, kept, refreshed before it expires, fetched once however many
 * ask. They expire by the wall clock, which goes on while a process is frozen.
 */
export function createServiceTokens(settings: { identityUrl: string; apiKey: string }): ServiceTokens {
  const held = new Map<string, Held>();
  const underWay = new Map<string, Promise<string>>();

  const refresh = (audience: string): Promise<string> => {
    const running = underWay.get(audience);
    if (running !== undefined) return running;
    const fetching = fetchToken(settings, audience)
      .then((fresh) => {
        held.set(audience, fresh);
        return fresh.header;
      })
      .finally(() => underWay.delete(audience));
    underWay.set(audience, fetching);
    return fetching;
  };

  return {
    async authorization(audience) {
      const current = held.get(audience);
      const now = Date.now();
      if (current === undefined || now >= current.expiresAt) return refresh(audience);
      if (now >= current.refreshAt) {
        current.refreshAt = now + 1000;
        refresh(audience).catch((error: unknown) =>
          log.warn({ err: error, audience }, 'a service token could not be refreshed; the present one is used on'),
        );
      }
      return current.header;
    },
  };
}

async function fetchToken(
  { identityUrl, apiKey }: { identityUrl: string; apiKey: string },
  audience: string,
): Promise<Held> {
  const what = 'POST identity-service /v1/auth/token';
  const askedAt = Date.now();
  // Many requests may wait for this one, so no single request's deadline cuts it short.
  const answer = await withDeadline(3000, () =>
    call(what, {
      method: 'POST',
      url: `${identityUrl}/v1/auth/token`,
      headers: { 'x-api-key': apiKey },
      body: { grantType: 'client_credentials', audience },
      point: 'changes nothing',
      timeoutMs: 1000,
      attempts: 3,
    }),
  );
  const parsed = serviceToken.safeParse(answer.body);
  if (!parsed.success) throw refused(refusalOf(answer, what));
  const lifeMs = parsed.data.expiresIn * 1000;
  return {
    header: `Bearer ${parsed.data.accessToken}`,
    refreshAt: askedAt + lifeMs * refreshShare,
    expiresAt: askedAt + lifeMs - marginMs,
  };
}

/** That our own key is refused is our operator's trouble: the caller of this service must not be told to authenticate. */
const refused = (refusal: DomainError) =>
  new DomainError('unavailable', {
    detail: 'A service this one needs cannot be called.',
    retryAfter: 5,
    cause: new Error(
      `identity-service refused this service's API key (${refusal.code}); check SERVICE_API_KEY here and SERVICE_API_KEYS there.`,
      { cause: refusal },
    ),
  });
