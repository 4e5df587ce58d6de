import { randomBytes } from 'node:crypto';
import { settingsIn } from '@causeway/runtime/env';
import * as z from 'zod';
import { authEnv } from './env.js';
import { serviceApiKeys } from './service-api-keys.js';

const aKey = (prefix = randomBytes(4).toString('hex')) => `cwk_${prefix}_${randomBytes(32).toString('base64url')}`;
const schema = z.object({ SERVICE_API_KEYS: serviceApiKeys });
const read = (keys: unknown, CAUSEWAY_MODE = 'local') =>
  settingsIn(schema, { CAUSEWAY_MODE, SERVICE_API_KEYS: typeof keys === 'string' ? keys : JSON.stringify(keys) });

describe('the keys of services', () => {
  it.each([['local'], ['cloud']])("are taken in %s mode when each is random and one service's alone", async (mode) => {
    const keys = { 'order-service': aKey(), 'product-service': aKey() };
    expect(await read(keys, mode)).toEqual({
      SERVICE_API_KEYS: { 'order-service': [keys['order-service']], 'product-service': [keys['product-service']] },
    });
  });

  it('are two of a service while one is exchanged for the other', async () => {
    const [next, last] = [aKey(), aKey()];
    const settings = await read({ 'order-service': `${next}, ${last}` }, 'cloud');
    expect(settings).toEqual({ SERVICE_API_KEYS: { 'order-service': [next, last] } });
  });

  const shared = aKey();
  it.each([
    ['no JSON', '{', 'must be a JSON object of service names and API keys'],
    ['a list', [aKey()], 'must be a JSON object of service names and API keys'],
    [
      'a key of another form',
      { a: aKey(), b: 'cwk_1234_x' },
      /^must hold keys of the form cwk_.*, which that of b has not$/,
    ],
    [
      'one for two',
      { a: shared, b: aKey(), c: shared },
      'must hold a key of its own for each service, but a and c share one',
    ],
    [
      'one twice',
      { a: `${shared},${shared}` },
      'must hold a key of its own for each service, but two of a are the same',
    ],
    [
      'two that begin alike',
      { a: aKey('00ff00ff'), b: aKey('00ff00ff') },
      'must hold a key of its own for each service, but a and b share one',
    ],
  ])('are refused everywhere as %s', async (_what, keys, fault) => {
    const refused = await read(keys).catch((error: Error) => error.message);
    const [, said] = /^The configuration is wrong: SERVICE_API_KEYS (.*); set them/.exec(String(refused)) ?? [];
    expect(said).toEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
  });

  it.each([
    ['holds none', {}],
    ['that of a repeats itself', { a: `cwk_00ff00ff_${'0'.repeat(32)}` }],
    [
      'that of b is a default or an example that everybody can read',
      { a: aKey(), b: `cwk_00ff00ff_change-me_${randomBytes(24).toString('hex')}` },
    ],
  ])('are refused outside of local mode where it %s', async (fault, keys) => {
    await expect(read(keys, 'docker')).rejects.toThrow(
      `SERVICE_API_KEYS must hold an API key of random text for each service, but ${fault};`,
    );
  });
});

describe('the key of one service', () => {
  const one = z.object({ SERVICE_API_KEY: authEnv.shape.SERVICE_API_KEY });

  it('is taken when it is random', async () => {
    const SERVICE_API_KEY = aKey();
    expect(await settingsIn(one, { CAUSEWAY_MODE: 'cloud', SERVICE_API_KEY })).toEqual({ SERVICE_API_KEY });
  });

  it.each([
    ['has another form', randomBytes(32).toString('hex')],
    ['repeats itself', `cwk_1a2b3c4d_${'0123456789abcdef'.repeat(3)}`],
  ])('is refused outside of local mode where it %s', async (fault, SERVICE_API_KEY) => {
    await expect(settingsIn(one, { CAUSEWAY_MODE: 'cloud', SERVICE_API_KEY })).rejects.toThrow(
      `SERVICE_API_KEY must be an API key, cwk_<8 hexadecimal digits>_<32 to 128 of A-Z a-z 0-9 - _>, but ${fault};`,
    );
  });
});
