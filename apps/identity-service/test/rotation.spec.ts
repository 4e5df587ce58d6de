import { type KeyRotation, keyRotation, type Tokens } from '@causeway/data-model';
import { startDynamo } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { asAdmin } from './admin.js';
import { type Identity, startIdentity } from './identity.js';

describe('rotating the signing key', () => {
  const running: Identity[] = [];
  let admin: Awaited<ReturnType<typeof asAdmin>>;
  let made: KeyRotation;
  let before: Tokens;
  const first = () => running[0] as Identity; // beforeAll has started two
  const other = () => running[1] as Identity; // as above

  beforeAll(async () => {
    const engine = await startDynamo();
    running.push(await startIdentity(engine), await startIdentity(engine));
    admin = await asAdmin(first());
    before = await logIn(first());
    made = keyRotation.parse((await admin.post('/v1/signing-keys/rotation').expect(201)).body);
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await first().engine.stop();
  });

  const logIn = async (identity: Identity): Promise<Tokens> => {
    const login = { email: 'customer@causeway.example', password: 'causeway-demo-1' };
    return (await identity.http().post('/v1/auth/login').send(login).expect(200)).body;
  };
  const kidOf = ({ accessToken }: Tokens): string =>
    JSON.parse(Buffer.from(accessToken.split('.')[0] ?? '', 'base64url').toString()).kid;
  const published = async (identity: Identity): Promise<string[]> =>
    (await identity.http().get('/.well-known/jwks.json').expect(200)).body.keys.map(({ kid }: { kid: string }) => kid);

  it('says from when the new key signs and until when the old one verifies', () => {
    expect(made).toMatchObject({ kid: 'k2', previous: { kid: 'k1' } });
    const overlap = Date.parse(made.previous.verifiesUntil) - Date.parse(made.activeFrom);
    expect(overlap).toBe(960_000);
  });

  it('publishes the new key before anything is signed with it, in every process', async () => {
    expect(await published(first())).toEqual(['k1', 'k2']);
    await eventually(async () => expect(await published(other())).toEqual(['k1', 'k2']), 5000);
    expect(Date.now()).toBeLessThan(Date.parse(made.activeFrom));
    expect(kidOf(await logIn(first()))).toBe('k1');
  });

  it('signs with it from the hour it said, in every process, and honours what was signed before', async () => {
    await eventually(async () => expect(kidOf(await logIn(other()))).toBe('k2'), 20_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(made.activeFrom));
    expect(kidOf(await logIn(first()))).toBe('k2');
    const { accessToken } = await logIn(other());
    for (const identity of running) {
      for (const token of [accessToken, before.accessToken]) {
        await identity.http().get('/v1/me').set('authorization', `Bearer ${token}`).expect(200);
      }
    }
  }, 30_000);

  it('makes one key for each that asks, also at once, and not without end', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => admin.post('/v1/signing-keys/rotation')));
    expect(answers.map(({ body }) => body.kid).sort()).toEqual(['k3', 'k4', 'k5', 'k6']);
    for (let i = 7; i <= 10; i += 1) await admin.post('/v1/signing-keys/rotation').expect(201);
    expect((await admin.post('/v1/signing-keys/rotation').expect(409)).body.code).toBe('illegal-state');
    expect(await published(first())).toHaveLength(10);
  });

  it('is noted', async () => {
    const { body } = await admin.get('/v1/audit-events?type=signing_key.rotated&limit=100').expect(200);
    expect(body.items).toHaveLength(9);
    expect(body.items.at(-1)).toMatchObject({ subject: 'k2', actor: { kind: 'user' }, detail: { previous: 'k1' } });
  });
});
