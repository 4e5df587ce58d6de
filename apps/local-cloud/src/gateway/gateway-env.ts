import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

export const gatewayEnv = doorEnv.extend({
  IDENTITY_URL: z.url(),
  PRODUCT_URL: z.url(),
  ORDER_URL: z.url(),
  PAYMENT_URL: z.url(),
  NOTIFICATION_URL: z.url(),
  ANALYTICS_URL: z.url(),
  /** The supervisor's control server; absent where there is none, and then `/__local/` does not exist. */
  CONTROL_URL: z.url().optional(),
  AWS_REGION: z.string().default('eu-west-1'),
  S3_ENDPOINT: z.url(),
  S3_BUCKET: z.string().default('causeway-assets'),
});
export type GatewayEnv = z.infer<typeof gatewayEnv>;
