import { createServiceTokens, createTokenVerifier, type TokenVerifier } from '@causeway/auth';
import { eventually } from './eventually.js';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.js';

describe('the token issuer of tests', () => {
  let issuer: TokenIssuer;
  let verifier: TokenVerifier;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    const serviceTokens = createServiceTokens({ identityUrl: issuer.url, apiKey: issuer.apiKey('order-service') });
    const settings = { identityUrl: issuer.url, issuer: issuer.issuer, audience: 'order-service', serviceTokens };
    verifier = createTokenVerifier(settings);
  });
  afterAll(async () => {
    verifier.stop();
    await issuer.stop();
  });

  it('gives tokens of people that services take', async () => {
    const token = issuer.userToken({ roles: ['support'], sessionId: 's1' });
    expect(await verifier.verify(token)).toMatchObject({ kind: 'user', roles: ['support'], sessionId: 's1' });
  });

  it('gives tokens of services, and exchanges API keys for them', async () => {
    const token = issuer.serviceToken('payment-service', 'order-service');
    expect(await verifier.verify(token)).toMatchObject({ kind: 'service', name: 'payment-service' });
    const tokens = createServiceTokens({ identityUrl: issuer.url, apiKey: issuer.apiKey('product-service') });
    const [, exchanged = ''] = (await tokens.authorization('order-service')).split(' ');
    expect(await verifier.verify(exchanged)).toMatchObject({ kind: 'service', name: 'product-service' });
  });

  it('ends sessions', async () => {
    const token = issuer.userToken({ sessionId: 's2' });
    await verifier.verify(token);
    issuer.endSession('s2');
    await eventually(() => expect(() => verifier.remembered(token)).toThrow('The session has ended.'));
  });
});
