import { BucketAlreadyOwnedByYou, CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';
import type { Pictures, SignedUpload } from '../core/ports.js';
import { points } from './failpoints.js';

export const picturesEnv = z.object({
  CAUSEWAY_MODE: doorEnv.shape.CAUSEWAY_MODE,
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  S3_ENDPOINT: z.url().optional().meta({
    description:
      "Another S3 than the region's own: an engine on this computer or in a container. Its bucket is made when missing.",
  }),
  S3_PUBLIC_ENDPOINT: z
    .url()
    .optional()
    .meta({ description: 'Where browsers reach that engine, if they know it by another name.' }),
  S3_BUCKET: z.string().min(3).default('causeway-assets').meta({ description: 'The bucket of the pictures.' }),
});
export type PictureSettings = z.infer<typeof picturesEnv>;

const expirySeconds = 600;

/** Pictures in S3: the browser puts them there itself, to an address that is good for one type, one size and ten minutes. */
export class S3Pictures implements Pictures {
  readonly #bucket: string;
  readonly #signer: S3Client;
  readonly #maker: S3Client | undefined;
  #made: Promise<void> | undefined;

  constructor(settings: PictureSettings) {
    const { S3_ENDPOINT, S3_PUBLIC_ENDPOINT, S3_BUCKET } = settings;
    this.#bucket = S3_BUCKET;
    this.#signer = open(settings, S3_PUBLIC_ENDPOINT ?? S3_ENDPOINT);
    this.#maker = S3_ENDPOINT === undefined ? undefined : open(settings, S3_ENDPOINT);
  }

  async signUpload(key: string, contentType: string, size: number, now: Date): Promise<SignedUpload> {
    await this.#bucketMade();
    const put = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ContentType: contentType,
      ContentLength: size,
    });
    const url = await getSignedUrl(this.#signer, put, {
      expiresIn: expirySeconds,
      signingDate: now,
      signableHeaders: new Set(['host', 'content-type', 'content-length']),
    });
    const expiresAt = new Date(now.getTime() + expirySeconds * 1000).toISOString();
    return { url, headers: { 'content-type': contentType }, expiresAt };
  }

  /** In the cloud Terraform makes the bucket. */
  async #bucketMade(): Promise<void> {
    const maker = this.#maker;
    if (maker === undefined) return;
    this.#made ??= makeBucket(maker, this.#bucket).catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    await this.#made;
  }
}

/** In local mode, with no credentials in the environment, the local engine's are used. */
function open({ AWS_REGION: region, CAUSEWAY_MODE: mode }: PictureSettings, endpoint: string | undefined): S3Client {
  const isLocal = mode === 'local' && endpoint !== undefined && process.env.AWS_ACCESS_KEY_ID === undefined;
  return new S3Client({
    region,
    // A checksum of an empty body would be signed otherwise: the body is not known here.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(isLocal ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
  });
}

async function makeBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    points['bucket-made'].pass();
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}
