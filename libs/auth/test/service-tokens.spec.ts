import { createServiceTokens } from '../src/service-tokens.js';
import { startFakeIdentity } from './fake-identity.js';

const apiKey = 'cwk_order-service_00000000';

/** Numbers its tokens, so that a test sees which one it got. */
async function issuing(expiresIn: number) {
  let issued = 0;
  return startFakeIdentity({
    '/v1/auth/token': () => {
      issued += 1;
      return { body: { accessToken: `t${issued}`, tokenType: 'Bearer', expiresIn } };
    },
  });
}

describe('service tokens', () => {
  it('are fetched once per callee with the API key, however many ask', async () => {
    const identity = await issuing(300);
    const tokens = createServiceTokens({ identityUrl: identity.url, apiKey });
    const given = await Promise.all(Array.from({ length: 20 }, () => tokens.authorization('product-service')));
    expect(new Set(given)).toEqual(new Set(['Bearer t1']));
    expect(await tokens.authorization('payment-service')).toBe('Bearer t2');
    expect(identity.asked).toHaveLength(2);
    expect(identity.asked[0]?.headers['x-api-key']).toBe(apiKey);
    await identity.stop();
  });

  it('are fetched anew when the one there is has almost expired', async () => {
    const identity = await issuing(10);
    const tokens = createServiceTokens({ identityUrl: identity.url, apiKey });
    expect(await tokens.authorization('product-service')).toBe('Bearer t1');
    expect(await tokens.authorization('product-service')).toBe('Bearer t2');
    await identity.stop();
  });

  it('are unavailable while identity-service is away', async () => {
    const identity = await issuing(300);
    await identity.stop();
    const tokens = createServiceTokens({ identityUrl: identity.url, apiKey });
    await expect(tokens.authorization('product-service')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are unavailable, not the caller to blame, when identity-service refuses the key', async () => {
    const identity = await startFakeIdentity({ '/v1/auth/token': () => ({ status: 401, body: {} }) });
    const tokens = createServiceTokens({ identityUrl: identity.url, apiKey });
    await expect(tokens.authorization('product-service')).rejects.toMatchObject({
      code: 'unavailable',
      cause: { message: expect.stringContaining('SERVICE_API_KEY') },
    });
    await identity.stop();
  });
});
