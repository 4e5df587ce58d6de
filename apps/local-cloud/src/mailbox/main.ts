import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@causeway/runtime/env';
import { untilAskedToEnd } from '../host-process.js';
import { mailboxHttp } from './http.js';
import { MailStore } from './mail-store.js';
import { mailboxEnv } from './mailbox-env.js';
import { smtpInto } from './smtp.js';

const env = await readSettings(mailboxEnv);
const say = (line: object) => console.log(JSON.stringify({ service: 'mailbox', ...line }));
mkdirSync(env.DATA_DIR, { recursive: true });
const store = new MailStore(join(env.DATA_DIR, 'mails.db'));
const smtp = smtpInto(store);
const http = mailboxHttp(store);

smtp.listen(env.SMTP_PORT, env.HOST);
await once(smtp.server, 'listening');
smtp.on('error', (error) => say({ level: 'warn', msg: `an SMTP connection failed: ${error.message}` }));
http.listen(env.PORT, env.HOST);
await once(http, 'listening');
say({ level: 'info', msg: 'listening', port: env.PORT });
process.send?.({ type: 'listening', port: env.PORT });

await untilAskedToEnd();
http.closeAllConnections();
http.close();
await new Promise<void>((resolve) => smtp.close(resolve));
store.close();
process.exit(0);
