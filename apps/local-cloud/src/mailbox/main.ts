import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { doorEnv, readEnv } from '@causeway/runtime/env';
import { log, logTo } from '@causeway/runtime/telemetry';
import * as z from 'zod';
import { untilAskedToEnd } from '../host-process.js';
import { mailboxHttp } from './http.js';
import { MailStore } from './mail-store.js';
import { smtpInto } from './smtp.js';

logTo('mailbox');
const env = readEnv(doorEnv.extend({ SMTP_PORT: z.coerce.number().int(), DATA_DIR: z.string() }));
mkdirSync(env.DATA_DIR, { recursive: true });
const store = new MailStore(join(env.DATA_DIR, 'mails.db'));
const smtp = smtpInto(store);
const http = mailboxHttp(store);

await new Promise<void>((resolve, reject) => {
  smtp.on('error', reject);
  smtp.listen(env.SMTP_PORT, env.HOST, resolve);
});
smtp.on('error', (error) => log.warn({ err: error }, 'an SMTP connection failed'));
await http.listen({ host: env.HOST, port: env.PORT });
log.info({ port: env.PORT }, 'listening');
process.send?.({ type: 'listening', port: env.PORT });

await untilAskedToEnd();
await new Promise<void>((resolve) => smtp.close(resolve));
await http.close();
store.close();
process.exit(0);
