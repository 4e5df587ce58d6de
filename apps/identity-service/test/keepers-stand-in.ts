import { createServer } from 'node:http';
import type { PersonalData } from '@causeway/data-model';

/** The services that keep something about people, each under its name, as identity-service asks them. */
export async function startKeepers() {
  const pages = new Map<string, PersonalData['items'][]>();
  const state: { away: string | undefined; asked: { service: string; authorization: string }[] } = {
    away: undefined,
    asked: [],
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, service = '', ...rest] = pathname.split('/');
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    state.asked.push({ service, authorization: request.headers.authorization ?? '' });
    if (service === state.away) return answer(503, {});
    if (rest[0] !== 'internal' || rest[1] !== 'people' || rest[3] !== 'data') return answer(404, {});
    const page = Number(searchParams.get('after') ?? 0);
    const all = pages.get(`${service} ${rest[2]}`) ?? [];
    return answer(200, { items: all[page] ?? [], nextCursor: page + 1 < all.length ? String(page + 1) : null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** Which of them is away, and who was asked with which token. */
    state,
    keep: (service: string, userId: string, ...of: PersonalData['items'][]): void =>
      void pages.set(`${service} ${userId}`, of),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
