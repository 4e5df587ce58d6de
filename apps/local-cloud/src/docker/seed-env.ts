import * as z from 'zod';

/** What `seed` can be told by its environment. */
export const seedEnv = z.object({
  GATEWAY_URL: z.url().meta({ description: 'The gateway as this process reaches it.' }),
  PUBLIC_URL: z.url().meta({ description: 'The gateway as people reach it.' }),
  ADMINISTRATOR_EMAIL: z.email().meta({ description: "The administrator's address." }),
  ADMINISTRATOR_PASSWORD: z.string().min(12).meta({ description: 'And password.', secret: true }),
});
