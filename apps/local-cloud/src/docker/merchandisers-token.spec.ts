import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { withMerchandisersToken } from './merchandisers-token.js';

const administrator = { email: 'admin@causeway.example', password: 'of this test alone' };
const at = '2026-11-21T09:00:00.000Z';
const id = '01939a4e-0000-7000-8000-000000000001';
let server: Server;
let url: string;
let seen: string[];

/** As much of identity-service as an administrator needs. */
beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? JSON.stringify(await json(request)) : '';
    const shown = request.headers['x-api-key'] ?? request.headers.authorization ?? 'nothing';
    seen.push(`${request.method} ${request.url} with ${shown}`);
    const answer = (status: number, value?: unknown) => response.writeHead(status).end(value && JSON.stringify(value));
    if (request.url === '/v1/auth/login' && !body.includes(administrator.password)) return answer(401, { code: 'no' });
    const session = { accessToken: 'session', refreshToken: 'rt_1', tokenType: 'Bearer', expiresIn: 900 };
    if (request.url === '/v1/auth/login') return answer(200, session);
    const token = { accessToken: 'token', tokenType: 'Bearer', expiresIn: 300 };
    if (request.url === '/v1/auth/token') return answer(200, token);
    const key = { id, name: 'catalogue', prefix: 'cwk_1', scopes: ['products:write'], expiresAt: null };
    if (request.url === '/v1/api-keys') return answer(201, { ...key, lastUsedAt: null, createdAt: at, secret: 'key' });
    return answer(204);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('a token is lent for the work, and its key ends with the work', async () => {
  expect(await withMerchandisersToken(url, administrator, async (token) => `worked with ${token}`)).toBe(
    'worked with token',
  );
  expect(seen).toEqual([
    'POST /v1/auth/login with nothing',
    'POST /v1/api-keys with Bearer session',
    'POST /v1/auth/token with key',
    `DELETE /v1/api-keys/${id} with Bearer session`,
  ]);
});

it('the key ends when the work fails, too', async () => {
  const failing = withMerchandisersToken(url, administrator, () => Promise.reject(new Error('no shelf')));
  await expect(failing).rejects.toThrow('no shelf');
  expect(seen.at(-1)).toBe(`DELETE /v1/api-keys/${id} with Bearer session`);
});

it('says in one sentence that the administrator was refused', async () => {
  const refused = withMerchandisersToken(url, { ...administrator, password: 'wrong' }, async () => undefined);
  await expect(refused).rejects.toThrow('POST /v1/auth/login was refused with 401');
});
