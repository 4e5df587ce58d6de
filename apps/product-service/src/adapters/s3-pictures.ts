import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';
import type { Pictures, SignedUpload } from '../core/ports.js';

export const picturesEnv = z.object({
  AWS_REGION: z.string().default('eu-west-1'),
  /** Another S3 than the region's own: an engine on this computer or in a container. */
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().min(3).default('causeway-assets'),
});
export type PictureSettings = z.infer<typeof picturesEnv>;

const expirySeconds = 600;
const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Pictures in S3: the browser puts them there itself, to an address that is good for one type, one size and ten minutes. */
export class S3Pictures implements Pictures {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ AWS_REGION, S3_ENDPOINT, S3_BUCKET }: PictureSettings) {
    this.#bucket = S3_BUCKET;
    this.#client = new S3Client({
      region: AWS_REGION,
      // A checksum of an empty body would be signed otherwise: the body is not known here.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      ...(S3_ENDPOINT === undefined
        ? {}
        : { endpoint: S3_ENDPOINT, forcePathStyle: true, credentials: localCredentials }),
    });
  }

  async signUpload(key: string, contentType: string, size: number, now: Date): Promise<SignedUpload> {
    const put = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ContentType: contentType,
      ContentLength: size,
    });
    const url = await getSignedUrl(this.#client, put, {
      expiresIn: expirySeconds,
      signingDate: now,
      signableHeaders: new Set(['host', 'content-type', 'content-length']),
    });
    const expiresAt = new Date(now.getTime() + expirySeconds * 1000).toISOString();
    return { url, headers: { 'content-type': contentType }, expiresAt };
  }
}
