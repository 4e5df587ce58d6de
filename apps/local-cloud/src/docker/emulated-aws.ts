import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadBucketCommand, NotFound, S3Client } from '@aws-sdk/client-s3';

const patienceMs = 180_000;

/**
 * The emulator of AWS, which forgets everything when it ends. The bucket of the pictures tells whether it has done so: it is
 * made last of all, when the rest has begun anew with it.
 */
export class EmulatedAws {
  readonly #dynamo: DynamoDBClient;
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(where: { dynamoEndpoint: string; s3Endpoint: string; region: string; bucket: string }) {
    const { dynamoEndpoint, s3Endpoint, region, bucket } = where;
    this.#dynamo = new DynamoDBClient({ endpoint: dynamoEndpoint, region, maxAttempts: 1 });
    this.#s3 = new S3Client({ endpoint: s3Endpoint, region, forcePathStyle: true, maxAttempts: 1 });
    this.#bucket = bucket;
  }

  /**
   * Whether it knows nothing of a shop. Waits until it answers, and until its DynamoDB does, which starts when it is asked for.
   *
   * @throws Error in one sentence when it did not within three minutes
   */
  async isNew(): Promise<boolean> {
    await whenAnswered('DynamoDB', () => this.#dynamo.send(new ListTablesCommand({ Limit: 1 })));
    return whenAnswered('S3', async () => {
      try {
        await this.#s3.send(new HeadBucketCommand({ Bucket: this.#bucket }));
        return false;
      } catch (error) {
        if (error instanceof NotFound) return true;
        throw error;
      }
    });
  }

  /** Makes the bucket: from now on there is a shop. */
  async begin(): Promise<void> {
    await this.#s3.send(new CreateBucketCommand({ Bucket: this.#bucket }));
  }
}

async function whenAnswered<T>(store: string, ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${store} did not answer within ${patienceMs / 1000} s: ${why}`, { cause: error });
      }
      await pause(500);
    }
  }
}
