import { doorEnv, newestFirst, randomText, randomTexts } from '@causeway/runtime/env';
import * as z from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(600_000).default(fallback);

/** The sandbox's settings, as they stand in the environment. */
export const settings = z
  .object({
    HOST: doorEnv.shape.HOST,
    CAUSEWAY_MODE: doorEnv.shape.CAUSEWAY_MODE,
    PORT: doorEnv.shape.PORT.default(8087).meta({ description: 'The port to listen on.' }),
    SANDBOX_DATA_FILE: z
      .string('must name the file that keeps the payments')
      .meta({ description: 'The SQLite file that keeps the payments.' }),
    SANDBOX_API_KEY: z
      .string()
      .default('sk_test_causeway')
      .meta({ description: 'The key that callers must show.', secret: randomText }),
    SANDBOX_SLOW_SETTLE_MS: milliseconds(2000).meta({
      description: 'How long `pm_card_slow` takes to settle, in milliseconds.',
    }),
    SANDBOX_HANG_MS: milliseconds(15_000).meta({
      description: 'How long `pm_card_timeout_after_charge` withholds its answer, in milliseconds.',
    }),
    SANDBOX_RATE_LIMIT: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Requests a second above which 429 is answered; absent, none is.' }),
    WEBHOOK_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: 'Where webhooks go; absent, none are sent.' }),
    PAYMENT_WEBHOOK_SECRET: newestFirst(1).optional().meta({
      description: 'Signs the webhooks; needed when `WEBHOOK_URL` is set. With `new,old` each is signed with both.',
      secret: randomTexts,
    }),
  })
  .refine(
    ({ WEBHOOK_URL, PAYMENT_WEBHOOK_SECRET }) => WEBHOOK_URL === undefined || PAYMENT_WEBHOOK_SECRET !== undefined,
    {
      path: ['PAYMENT_WEBHOOK_SECRET'],
      message: 'must be set when WEBHOOK_URL is: webhooks are signed',
    },
  );

export type Settings = z.infer<typeof settings>;
