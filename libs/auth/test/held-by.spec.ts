import * as z from 'zod';
import { heldBy } from '../src/index.js';
import { startFakeIdentity } from './fake-identity.js';

const lamp = z.strictObject({ id: z.string(), light: z.boolean() });
const tokens = { authorization: async (audience: string) => `Bearer for ${audience}` };
const id = '0193a2b4-0000-7000-8000-000000000001';
const item = (data: object, of = id) => ({ kind: 'product', id: of, version: 1, hash: 'h', data });

/** Asks a service that answers like this. */
async function asked(answer: { status?: number; body: unknown }) {
  const service = await startFakeIdentity({ '/internal/changes': () => answer });
  try {
    const found = await heldBy('lamp-service', { url: service.url, tokens, schema: lamp })(id);
    return { found, asked: service.asked };
  } finally {
    await service.stop();
  }
}
const pageOf = (...items: object[]) => ({ body: { items, nextCursor: null } });

describe('what another service holds', () => {
  it('is asked for by its id, with a token for that service, and read leniently', async () => {
    const { found, asked: requests } = await asked(pageOf(item({ id, light: true, colour: 'red' })));
    expect(found).toEqual({ id, light: true });
    expect(requests).toMatchObject([
      { path: `/internal/changes?ids=${id}`, headers: { authorization: 'Bearer for lamp-service' } },
    ]);
  });

  it('can be nothing', async () => {
    expect((await asked(pageOf())).found).toBeUndefined();
    expect((await asked(pageOf(item({ id, light: true }, id.replace(/1$/, '2'))))).found).toBeUndefined();
  });

  it.each([
    ['a failure', { status: 503, body: {} }],
    ['a refusal', { status: 403, body: {} }],
    ['a gap', { status: 404, body: {} }],
    ['something else', { body: { hello: 'world' } }],
    ['a thing nobody can read', pageOf(item({ id, light: 'yes' }))],
  ])('is not known when the answer is %s', async (_what, answer) => {
    await expect(asked(answer)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
