import * as z from 'zod';
import { pictureOf } from './pictures.js';
import { type CatalogueProduct, catalogue } from './products.js';

const tokens = z.object({ accessToken: z.string() });
const product = z.object({ id: z.string(), sku: z.string(), images: z.array(z.unknown()) });
const page = z.object({ items: z.array(product), nextCursor: z.string().nullable() });
const upload = z.object({ uploadUrl: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) });
type Known = z.infer<typeof product>;

const merchandiser = { email: 'merchandiser@causeway.example', password: 'causeway-demo-1' };
const atOnce = 8;

/** `offerCatalogue` as the demo merchandiser, who is there in local mode alone. */
export async function seedCatalogue(publicUrl: string): Promise<number> {
  const { accessToken } = tokens.parse(await send(`${publicUrl}/v1/auth/login`, merchandiser));
  return offerCatalogue(publicUrl, accessToken);
}

/**
 * Puts the shop's catalogue on sale through the public API, as a merchandiser would. What is there already is left as
 * it is, so that it may be called again after an interruption. Returns how many products were created.
 *
 * @param accessToken of somebody who may write products
 * @throws Error with one sentence when the API refuses.
 */
export async function offerCatalogue(publicUrl: string, accessToken: string): Promise<number> {
  const known = await knownProducts(publicUrl);
  let created = 0;
  const queue = catalogue.values();
  const work = async () => {
    for (const item of queue) {
      if (await offer(publicUrl, accessToken, item, known.get(item.sku))) created += 1;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return created;
}

async function offer(
  publicUrl: string,
  token: string,
  item: CatalogueProduct,
  known: Known | undefined,
): Promise<boolean> {
  const offered = known ?? product.parse(await send(`${publicUrl}/v1/products`, item, token));
  if (offered.images.length === 0) await addPicture(`${publicUrl}/v1/products/${offered.id}/images`, token, item);
  return known === undefined;
}

async function addPicture(url: string, token: string, item: CatalogueProduct): Promise<void> {
  const picture = pictureOf(item);
  const target = upload.parse(await send(url, { contentType: 'image/png', size: picture.length }, token));
  const response = await fetch(target.uploadUrl, {
    method: target.method,
    headers: target.headers,
    body: new Uint8Array(picture),
  });
  if (!response.ok) throw new Error(`The picture of ${item.sku} was refused with status ${response.status}.`);
}

async function knownProducts(publicUrl: string): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await fetch(`${publicUrl}/v1/products?limit=100${query}`);
    if (!response.ok) throw new Error(`The catalogue cannot be read: status ${response.status}.`);
    const { items, nextCursor } = page.parse(await response.json());
    for (const item of items) known.set(item.sku, item);
    cursor = nextCursor;
  }
  return known;
}

async function send(url: string, body: unknown, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (response.ok) return response.json();
  throw new Error(`POST ${new URL(url).pathname} was refused with status ${response.status}: ${await response.text()}`);
}
