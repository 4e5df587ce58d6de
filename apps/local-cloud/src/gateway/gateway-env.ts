import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';
import { corsOrigins } from './cors-origins.js';

const upstream = (service: string) => z.url().meta({ description: `Where ${service} is.` });

/** Everything the gateway can be told by its environment. */
export const gatewayEnv = doorEnv.extend({
  IDENTITY_URL: upstream('identity-service'),
  PRODUCT_URL: upstream('product-service'),
  ORDER_URL: upstream('order-service'),
  PAYMENT_URL: upstream('payment-service'),
  NOTIFICATION_URL: upstream('notification-service'),
  ANALYTICS_URL: upstream('analytics-service'),
  CONTROL_URL: z.url().optional().meta({
    description: "The supervisor's control server; absent where there is none, and then `/__local/` does not exist.",
  }),
  CORS_ORIGINS: corsOrigins.meta({
    description:
      'The origins whose pages may use the API, with commas between them, such as `https://shop.example`; `*` is refused. None without.',
  }),
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  S3_ENDPOINT: z.url().meta({ description: 'Where the pictures are that `/assets/` shows.' }),
  S3_BUCKET: z.string().default('causeway-assets').meta({ description: 'The bucket of the pictures.' }),
});
export type GatewayEnv = z.infer<typeof gatewayEnv>;
