import { revokedSessions, type Tokens } from '@causeway/data-model';
import { type Identity, orderServiceKey, startIdentity } from './identity.js';

describe('sessions', () => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await startIdentity();
  });
  afterAll(() => identity.stop());

  const post = (path: string, body: object) => identity.http().post(path).send(body);
  const refresh = (refreshToken: string) => post('/v1/auth/refresh', { refreshToken });
  const me = (accessToken: string) => identity.http().get('/v1/me').set('authorization', `Bearer ${accessToken}`);
  const logIn = async (): Promise<Tokens> => {
    const body = { email: 'customer@causeway.example', password: 'causeway-demo-1' };
    return (await post('/v1/auth/login', body).expect(200)).body;
  };
  const logOut = ({ accessToken, refreshToken }: Tokens) =>
    post('/v1/auth/logout', { refreshToken }).set('authorization', `Bearer ${accessToken}`);
  const sessionOf = ({ accessToken }: Tokens): string =>
    JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).sid;
  const endedSessions = async () => {
    const key = await post('/v1/auth/token', { grantType: 'client_credentials', audience: 'identity-service' })
      .set('x-api-key', orderServiceKey)
      .expect(200);
    const answer = await identity
      .http()
      .get('/internal/revoked-sessions')
      .set('authorization', `Bearer ${key.body.accessToken}`)
      .expect(200);
    return revokedSessions.parse(answer.body).sessions;
  };

  it('that ended are listed for services, whose cursor is checked', async () => {
    const key = await post('/v1/auth/token', { grantType: 'client_credentials', audience: 'identity-service' })
      .set('x-api-key', orderServiceKey)
      .expect(200);
    const ask = (query: string) =>
      identity.http().get(`/internal/revoked-sessions?${query}`).set('authorization', `Bearer ${key.body.accessToken}`);
    for (const query of [
      'after=x',
      'after=%00',
      'after=%ff',
      `after=${'x'.repeat(101)}`,
      'after=x&after=x',
      'limit=1',
    ]) {
      expect([query, (await ask(query)).body.code]).toEqual([query, 'bad-query']);
    }
  });

  it('go on with fresh tokens', async () => {
    const first = await logIn();
    const second: Tokens = (await refresh(first.refreshToken).expect(200)).body;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(sessionOf(second)).toBe(sessionOf(first));
    await me(second.accessToken).expect(200);
  });

  it('end when a refresh token comes a second time, and take their access tokens with them', async () => {
    const first = await logIn();
    const second: Tokens = (await refresh(first.refreshToken).expect(200)).body;
    expect((await refresh(first.refreshToken).expect(401)).body.code).toBe('invalid-credentials');
    expect((await refresh(second.refreshToken).expect(401)).body.code).toBe('invalid-credentials');
    expect((await me(second.accessToken).expect(401)).body.code).toBe('invalid-token');
    expect(await endedSessions()).toContain(sessionOf(first));
  });

  it('give fresh tokens to exactly one of many who bring the same refresh token at once', async () => {
    const { refreshToken } = await logIn();
    const answers = await Promise.all(Array.from({ length: 12 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 401)]);
  });

  it('end when their owner logs out, at once here and within the next poll elsewhere', async () => {
    const tokens = await logIn();
    await logOut(tokens).expect(204);
    await me(tokens.accessToken).expect(401);
    await refresh(tokens.refreshToken).expect(401);
    expect(await endedSessions()).toContain(sessionOf(tokens));
  });

  it('leave the owner’s other sessions alone', async () => {
    const [phone, laptop] = [await logIn(), await logIn()];
    await logOut(phone).expect(204);
    await me(laptop.accessToken).expect(200);
    await refresh(laptop.refreshToken).expect(200);
  });

  it('are not refreshed with rubbish', async () => {
    await refresh('rt_rubbish').expect(401);
    await post('/v1/auth/refresh', {}).expect(422);
  });
});
