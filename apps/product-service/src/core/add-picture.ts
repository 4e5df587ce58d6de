import { DomainError, type ImageUpload, imageTypes, mostPictures, type NewImage } from '@causeway/data-model';
import { productAnnouncement } from './announcements.js';
import { editing } from './edition.js';
import type { Clock, Pictures, Products } from './ports.js';

/** Gives a product one more picture and its merchandiser an address to upload it to. */
export class AddPicture {
  readonly #products: Products;
  readonly #pictures: Pictures;
  readonly #clock: Clock;

  constructor(ports: { products: Products; pictures: Pictures; clock: Clock }) {
    this.#products = ports.products;
    this.#pictures = ports.pictures;
    this.#clock = ports.clock;
  }

  /** @throws DomainError `not-found`, `illegal-state` when the product has as many pictures as it can have */
  execute(productId: string, { contentType, size }: NewImage): Promise<ImageUpload> {
    return editing(this.#products, productId, 'any', async ({ product: before }) => {
      if (before.images.length >= mostPictures) {
        throw new DomainError('illegal-state', { detail: `A product has at most ${mostPictures} pictures.` });
      }
      const now = this.#clock();
      const key = `products/${productId}/${before.images.length + 1}.${imageTypes[contentType]}`;
      const image = { url: `/assets/${key}`, contentType };
      const upload = await this.#pictures.signUpload(key, contentType, size, now);
      const after = {
        ...before,
        images: [...before.images, image],
        version: before.version + 1,
        updatedAt: now.toISOString(),
      };
      const done = await this.#products.replace(before, after, [productAnnouncement('updated', after)]);
      if (!done) return undefined;
      return {
        uploadUrl: upload.url,
        method: 'PUT' as const,
        headers: upload.headers,
        expiresAt: upload.expiresAt,
        url: image.url,
      };
    });
  }
}
