import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { imageTypes, notFound } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import { onlyGet } from './only-get.js';

export interface Asset {
  etag: string;
  contentType: string;
  body: Buffer;
}

/** Where pictures come from: the object with this key, or undefined. */
export type AssetSource = (key: string) => Promise<Asset | undefined>;

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
      throw error;
    }
  };
}

/** `/assets/{key}`: pictures, and only pictures, cacheable for a day and comparable by ETag. */
export function serveAssets(app: FastifyInstance, source: AssetSource): void {
  onlyGet(app, '/assets/*', async (request, reply) => {
    const key = decodeURIComponent(request.raw.url?.split('?')[0]?.slice('/assets/'.length) ?? '');
    const asset = await source(key);
    if (asset === undefined || !(asset.contentType in imageTypes)) throw notFound('The picture');
    reply
      .header('etag', asset.etag)
      .header('cache-control', 'public, max-age=86400')
      .header('x-content-type-options', 'nosniff');
    if (matches(request.headers['if-none-match'], asset.etag)) return reply.code(304).send();
    return reply.type(asset.contentType).send(asset.body);
  });
}

/** RFC 9110, section 13.1.2: weak comparison. */
function matches(header: string | undefined, etag: string): boolean {
  const candidates = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return candidates.includes('*') || candidates.includes(etag);
}
