import { jest } from '@jest/globals';
import { remoteKeys } from '../src/remote-keys.js';
import { generatePrivateKey, publicJwkOf, signingKeyOf } from '../src/signing-key.js';
import { startFakeIdentity } from './fake-identity.js';

const key = publicJwkOf(signingKeyOf('k1', generatePrivateKey()));
const path = '/.well-known/jwks.json';

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !holds(); tries += 1) await new Promise((go) => setTimeout(go, 10));
  expect(holds()).toBe(true);
}

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
    const sixSecondsOn = Date.now() + 6000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => sixSecondsOn);
    await expect(keys.find('k2')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(keys.find('k2')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await keys.find('k1')).toBeDefined();
    clock.mockRestore();
  });

  it('no longer stand within about a minute of being withdrawn', async () => {
    const other = publicJwkOf(signingKeyOf('k2', generatePrivateKey()));
    const published = [key, other];
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: published } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    published.shift();
    expect(keys.stands('k1')).toBe(true);
    const later = Date.now() + 61_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    keys.stands('k1');
    await until(() => !keys.stands('k1'));
    expect(keys.stands('k2')).toBe(true);
    clock.mockRestore();
    await identity.stop();
  });

  it('do not stand unasked when nobody has asked for a while: whoever needs one waits for the answer', async () => {
    const other = publicJwkOf(signingKeyOf('k2', generatePrivateKey()));
    const published = [key, other];
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: published } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    published.shift();
    const anHourOn = Date.now() + 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => anHourOn);
    expect(keys.stands('k1')).toBe(false);
    expect(await keys.find('k1')).toBeUndefined();
    expect(await keys.find('k2')).toBeDefined();
    clock.mockRestore();
    await identity.stop();
  });

  it('do not vanish when identity-service names none', async () => {
    const answers = [{ keys: [key] }, { keys: [] }];
    const identity = await startFakeIdentity({ [path]: () => ({ body: answers.shift() ?? { keys: [] } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    const later = Date.now() + 61_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    keys.stands('k1');
    await until(() => identity.asked.length > 1);
    expect(keys.stands('k1')).toBe(true);
    clock.mockRestore();
    await identity.stop();
  });

  it('stay known when identity-service goes away', async () => {
    const identity = await startFakeIdentity({ [path]: () => ({ body: { keys: [key] } }) });
    const keys = remoteKeys(identity.url);
    await keys.find('k1');
    await identity.stop();
    expect(await keys.find('k1')).toBeDefined();
  });
});
