import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

/** What the Lambda host is told beside what it passes on: the environment of its service. */
export const lambdaHostEnv = doorEnv.extend({
  HOST_SERVICE: z
    .string()
    .min(1)
    .meta({ description: 'The service whose functions it runs, such as `order-service`.' }),
  CLOUD_BUNDLE: z.string().min(1).meta({ description: "The folder of the service's bundle, with `index.mjs` in it." }),
  HOST_DATA_DIR: z.string().min(1).meta({
    description:
      'The data folder: `lambda/` in it remembers how far streams were read, `logs/` has what the relay gave up as JSON lines.',
  }),
  HOST_SCHEDULE_MS: z.coerce.number().int().min(100).default(60_000).meta({
    description: 'Milliseconds between two rounds; EventBridge, which counts in minutes, has one.',
  }),
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  DYNAMODB_ENDPOINT: z.url().optional().meta({
    description: "Where DynamoDB is, whose stream the relay follows; absent where the service's data is elsewhere.",
  }),
  DYNAMODB_TABLE: z.string().optional().meta({ description: 'The table of the service; absent where it has none.' }),
});
export type LambdaHostEnv = z.infer<typeof lambdaHostEnv>;
