import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

/** What Service Bus of the profile `lite` can be told by its environment. */
export const serviceBusEnv = doorEnv.extend({
  ADMIN_PORT: z.coerce.number().int().meta({ description: 'The port of `/health`, `/counts` and `/metrics`.' }),
  DATA_DIR: z.string().meta({ description: 'The folder that keeps the messages.' }),
});
