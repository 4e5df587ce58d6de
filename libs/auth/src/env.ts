import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';
import { apiKeySecret } from './service-api-keys.js';

/** What a service needs to know its callers and to be known by those it calls. */
export const authEnv = z.object({
  IDENTITY_URL: z.url().meta({
    description: 'Where identity-service is: its keys, the sessions that ended, and tokens for calling other services.',
  }),
  PUBLIC_URL: doorEnv.shape.PUBLIC_URL,
  SERVICE_API_KEY: z.string().min(20).meta({
    description: "The service's own key, with which it gets its tokens from identity-service.",
    secret: apiKeySecret,
  }),
});
