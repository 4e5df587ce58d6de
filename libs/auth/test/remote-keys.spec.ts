import { jest } from '@jest/globals';
import { remoteKeys } from '../src/remote-keys.js';
import { generatePrivateKey, publicJwkOf, signingKeyOf } from '../src/signing-key.js';
import { startFakeIdentity } from './fake-identity.js';

const key = publicJwkOf(signingKeyOf('k1', generatePrivateKey()));
const path = '/.well-known/jwks.json';

describe('the keys identity-service publishes', () => {
  it('are fetched once, however many ask at the same time', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [key] } }) });
    const keys = remoteKeys(identity.url);
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('k1')));
    expect(found.every((one) => one?.asymmetricKeyType === 'ec')).toBe(true);
    expect(identity.asked).toHaveLength(1);
    await identity.stop();
  });

  it('are not fetched again for every invented name', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [key] } }) });
    const keys = remoteKeys(identity.url);
    for (let i = 0; i < 20; i += 1) expect(await keys.find(`invented-${i}`)).toBeUndefined();
    expect(identity.asked).toHaveLength(1);
    await identity.stop();
  });

  it('may stand beside keys of kinds this library does not know', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [{ kty: 'RSA', kid: 'r' }, key] } }) });
    const keys = remoteKeys(identity.url);
    expect(await keys.find('k1')).toBeDefined();
    expect(await keys.find('r')).toBeUndefined();
    await identity.stop();
  });

  it('are unavailable, not unknown, while identity-service is away', async () => {
    const identity = await startFakeIdentity({});
    await identity.stop();
    await expect(remoteKeys(identity.url).find('k1')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('may have a new one among them while identity-service is away, so that none is called unknown', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [key] } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    await identity.stop();
    const sixSecondsOn = performance.now() + 6000;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => sixSecondsOn);
    await expect(keys.find('k2')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(keys.find('k2')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await keys.find('k1')).toBeDefined();
    clock.mockRestore();
  });

  it('stay known when identity-service goes away', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [key] } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    await identity.stop();
    expect(await keys.find('k1')).toBeDefined();
  });
});
