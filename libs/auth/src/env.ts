import * as z from 'zod';

/** What a service needs to know its callers and to be known by those it calls. */
export const authEnv = z.object({
  IDENTITY_URL: z.url(),
  PUBLIC_URL: z.url().default('http://localhost:8080'),
  SERVICE_API_KEY: z.string().min(20),
});
