import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

/** Everything the mailbox can be told by its environment. */
export const mailboxEnv = doorEnv.extend({
  SMTP_PORT: z.coerce.number().int().meta({ description: 'The port that takes mail, beside the one that shows it.' }),
  DATA_DIR: z.string().meta({ description: 'The folder that keeps the mail.' }),
});
