import * as z from 'zod';
import { doorEnv, envSwitch, readEnv, trustedProxiesEnv } from './env.js';

describe('reading the environment', () => {
  const schema = doorEnv.extend({
    SECRET: z.string().min(16, 'must have at least 16 characters'),
    DEMO: envSwitch(false),
  });

  it('fills in what has a default', () => {
    const config = readEnv(schema, { PORT: '8083', SECRET: 'x'.repeat(16), HOST: '' });
    expect(config).toMatchObject({ PORT: 8083, HOST: '127.0.0.1', CAUSEWAY_MODE: 'local', DEMO: false });
  });

  it('names every variable that is wrong in one sentence', () => {
    const wrong = () => readEnv(schema, { PORT: 'many', SECRET: 'short', DEMO: 'yes' });
    expect(wrong).toThrow(/^The configuration is wrong: PORT /);
    expect(wrong).toThrow('; SECRET must have at least 16 characters; DEMO ');
    expect(wrong).toThrow(/; set them in the environment and start again\.$/);
  });
});

describe('trusted proxies', () => {
  const read = (TRUSTED_PROXIES: string) => readEnv(trustedProxiesEnv, { TRUSTED_PROXIES }).TRUSTED_PROXIES;

  it('are addresses, networks, or a number of them', () => {
    expect(read('127.0.0.1, 10.0.0.0/16')).toEqual(['127.0.0.1', '10.0.0.0/16']);
    expect(read('1')).toBe(1);
    expect(readEnv(trustedProxiesEnv, {})).toEqual({ TRUSTED_PROXIES: [] });
  });

  it.each(['0', '10', '1,2', '-1', '1.5', 'cloudfront', '10.0.0.0/64'])('are not %s', (wrong) => {
    expect(() => read(wrong)).toThrow('TRUSTED_PROXIES must be IP addresses or networks');
  });
});
