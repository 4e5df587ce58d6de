import * as z from 'zod';

const port = (what: string) =>
  z.coerce
    .number()
    .int()
    .meta({ description: `The port of ${what}.` });

/** What the stand-ins of the profile `lite` can be told, beside what each of them reads itself. */
export const standInsEnv = z.object({
  DATA_DIR: z.string().meta({ description: 'The folder in which each keeps its data.' }),
  SERVICE_BUS_PORT: port('Service Bus'),
  SERVICE_BUS_ADMIN_PORT: port("Service Bus' `/health`"),
  MAILBOX_PORT: port('the page that shows the mail'),
  SMTP_PORT: port('the mailbox that takes mail'),
  SANDBOX_PORT: port('the payment provider'),
});
