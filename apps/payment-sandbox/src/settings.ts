import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(600_000).default(fallback);

/** The sandbox's settings, as they stand in the environment. */
export const settings = z
  .object({
    HOST: doorEnv.shape.HOST,
    PORT: doorEnv.shape.PORT.default(8087),
    SANDBOX_DATA_FILE: z.string('must name the file that keeps the payments'),
    SANDBOX_API_KEY: z.string().default('sk_test_causeway'),
    SANDBOX_SLOW_SETTLE_MS: milliseconds(2000),
    SANDBOX_HANG_MS: milliseconds(15_000),
    /** Requests a second. */
    SANDBOX_RATE_LIMIT: z.coerce.number().int().min(1).optional(),
    WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
    PAYMENT_WEBHOOK_SECRET: z.string().optional(),
  })
  .refine(
    ({ WEBHOOK_URL, PAYMENT_WEBHOOK_SECRET }) => WEBHOOK_URL === undefined || PAYMENT_WEBHOOK_SECRET !== undefined,
    {
      path: ['PAYMENT_WEBHOOK_SECRET'],
      message: 'must be set when WEBHOOK_URL is: webhooks are signed',
    },
  );

export type Settings = z.infer<typeof settings>;
