import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import {
  doorEnv,
  envSwitch,
  newestFirst,
  onlyLocally,
  passwordInUrl,
  randomText,
  randomTexts,
  settingsIn,
} from '../env.js';

const random = () => randomBytes(24).toString('base64url');

const schema = doorEnv.extend({
  KEY: z.string().min(4).meta({ secret: randomText }),
  KEYS: newestFirst(4).meta({ secret: randomTexts }).optional(),
  UNEXPLAINED: z.string().optional().meta({ secret: true }),
  WELL_KNOWN: z.string().default('well known').meta({ secret: randomText }),
  STORE: z
    .string()
    .optional()
    .meta({
      secret: passwordInUrl({ needless: ({ protocol }) => protocol === 'file:', from: { local: '', docker: '' } }),
    }),
  DEMO: envSwitch(false).meta({ rule: onlyLocally }),
});
const good = () => ({ PORT: '0', KEY: random(), WELL_KNOWN: random(), PUBLIC_URL: 'https://shop.example' });
const read = (settings: Record<string, string>) => settingsIn(schema, { ...good(), ...settings });
const outside = ['docker', 'cloud'];

it("asks nothing of secrets on somebody's own computer", async () => {
  const settings = { PORT: '0', KEY: 'test', DEMO: 'true', PUBLIC_URL: 'http://localhost:8080' };
  expect(await settingsIn(schema, settings)).toMatchObject({ KEY: 'test', WELL_KNOWN: 'well known', DEMO: true });
});

describe.each(outside)('in %s mode', (CAUSEWAY_MODE) => {
  const inMode = (settings: Record<string, string>) => read({ CAUSEWAY_MODE, ...settings });

  it('takes what is random, and leaves out what can be absent', async () => {
    const KEYS = `${random()}, ${random()}`;
    expect(await inMode({ KEYS })).toMatchObject({ KEYS: KEYS.split(', '), DEMO: false });
    expect(await inMode({})).not.toHaveProperty('KEYS');
  });

  it.each([
    [
      'KEY',
      'test',
      'must be random text of at least 32 characters, but is a default or an example that everybody can read',
    ],
    ['KEY', 'h8Qz3vXw', 'must be random text of at least 32 characters, but has only 8'],
    ['UNEXPLAINED', 'h8Qz3vXw', 'must be random text of at least 32 characters, but has only 8'],
    [
      'KEYS',
      `${random()},h8Qz3vXw`,
      'must be random text of at least 32 characters, or several with commas between them, but has only 8',
    ],
    ['STORE', 'db://host', 'must hold a user and a random password of at least 16 characters, but holds none'],
    [
      'STORE',
      `db://:${random()}@host`,
      'must hold a user and a random password of at least 16 characters, but holds none',
    ],
    [
      'STORE',
      'db://ann:h8Qz3@host',
      'must hold a user and a random password of at least 16 characters, but its password has only 5',
    ],
    [
      'STORE',
      'db://ann:p%61ssword@host',
      'must hold a user and a random password of at least 16 characters, but its password is a default or an example that everybody can read',
    ],
    ['STORE', 'nonsense', 'must hold a user and a random password of at least 16 characters, but is no URL'],
    ['DEMO', 'true', 'must be false outside of local mode, but is true'],
  ])('refuses %s=%s, and does not repeat it', async (name, value, sentence) => {
    const refused = await inMode({ [name]: value }).catch((error: Error) => error.message);
    expect(refused).toBe(
      `The configuration is wrong: ${name} ${sentence}; set them in the environment and start again.`,
    );
  });

  it('takes a password that is random, and an address that needs none', async () => {
    expect(await inMode({ STORE: `db://ann:${random()}@host` })).toHaveProperty('STORE');
    expect(await inMode({ STORE: 'file:data.db' })).toHaveProperty('STORE');
  });

  it('takes no default for a secret, and no secret that is missing', async () => {
    const { KEY: _, WELL_KNOWN: __, ...rest } = good();
    await expect(settingsIn(schema, { ...rest, CAUSEWAY_MODE })).rejects.toThrow(
      `The configuration is wrong: KEY must be set; WELL_KNOWN must be set in ${CAUSEWAY_MODE} mode: everybody knows its default;`,
    );
  });
});

it('wants an encrypted address in the cloud, and there alone', async () => {
  const plain = { PUBLIC_URL: 'http://shop.example' };
  await expect(read({ ...plain, CAUSEWAY_MODE: 'cloud' })).rejects.toThrow(
    'PUBLIC_URL must be an https: URL in cloud mode, but is plain text;',
  );
  expect(await read({ ...plain, CAUSEWAY_MODE: 'docker' })).toMatchObject(plain);
});

it('names a mode that it does not know once, and judges by none', async () => {
  await expect(read({ CAUSEWAY_MODE: 'clouds', KEY: 'test' })).rejects.toThrow(
    'The configuration is wrong: CAUSEWAY_MODE must be one of local, docker, cloud; set them',
  );
});
