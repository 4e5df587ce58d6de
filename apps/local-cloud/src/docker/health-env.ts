import * as z from 'zod';

/** What a container's health check can be told. */
export const healthEnv = z.object({
  HEALTH_URLS: z
    .string()
    .default('')
    .transform((urls) => urls.split(' ').filter((url) => url !== ''))
    .meta({
      description:
        'What has to answer with 200, with spaces between several; `/health/ready` of the process itself without.',
    }),
});
