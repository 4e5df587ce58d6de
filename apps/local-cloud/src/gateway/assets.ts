import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { imageTypes, notFound, unavailable } from '@causeway/data-model';
import { matchesNone } from '@causeway/runtime/entity-tags';
import type { FastifyInstance } from 'fastify';
import { onlyGet } from './only-get.js';

export interface Asset {
  etag: string;
  contentType: string;
  body: Buffer;
}

/** Where pictures come from: the object with this key, or undefined. */
export type AssetSource = (key: string) => Promise<Asset | undefined>;

/** What a picture's key can be; for another one no store is asked. */
const keyForm = /^[\w-]{1,100}(?:\/[\w-]{1,100}){0,4}\.[a-z]{3,4}$/;

/** Pictures of an S3 bucket. */
export function s3Assets(settings: { endpoint: string; region: string; bucket: string }): AssetSource {
  const client = new S3Client({ endpoint: settings.endpoint, region: settings.region, forcePathStyle: true });
  return async (key) => {
    try {
      const object = await client.send(new GetObjectCommand({ Bucket: settings.bucket, Key: key }));
      const body = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      return { etag: object.ETag ?? '', contentType: object.ContentType ?? '', body };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw unavailable('Pictures cannot be read at the moment.', error);
    }
  };
}

/** `/assets/{key}`: pictures, and only pictures, for pages of every origin, cacheable for a day and comparable by ETag. */
export function serveAssets(app: FastifyInstance, source: AssetSource): void {
  onlyGet(app, '/assets/*', async (request, reply) => {
    const [path = ''] = request.url.split('?');
    const key = path.slice('/assets/'.length);
    const asset = keyForm.test(key) ? await source(key) : undefined;
    if (asset === undefined || !Object.hasOwn(imageTypes, asset.contentType)) throw notFound('The picture');
    reply.headers({
      etag: asset.etag,
      'cache-control': 'public, max-age=86400',
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (!matchesNone(request.headers['if-none-match'], asset.etag)) return reply.code(304).send();
    return reply.type(asset.contentType).send(asset.body);
  });
}
