import { failpoint } from '@causeway/runtime/failpoints';
import { inSpan } from '@causeway/runtime/telemetry';
import nodemailer from 'nodemailer';
import * as z from 'zod';
import type { Letter, Mail } from '../core/ports.js';

export const smtpEnv = z.object({
  SMTP_URL: z.url().default('smtp://127.0.0.1:8105'),
  MAIL_FROM: z.string().default('Causeway <shop@causeway.example>'),
});

/** Mail over SMTP (RFC 5321), through one pooled connection; each step has a time-out, the broker does the retrying. */
export function smtpMail(url: string, from: string): Mail & { verify(): Promise<unknown>; close(): void } {
  const { hostname, port, protocol, username, password } = new URL(url);
  const transport = nodemailer.createTransport({
    host: hostname,
    port: Number(port || 25),
    secure: protocol === 'smtps:',
    ignoreTLS: protocol === 'smtp:' && username === '',
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true,
    maxConnections: 4,
    connectionTimeout: 3000,
    greetingTimeout: 3000,
    socketTimeout: 5000,
  });
  return {
    send: (letter: Letter) =>
      inSpan('send mail', { kind: 'client', attributes: { 'messaging.message.id': letter.messageId } }, async () => {
        await transport.sendMail({ from, ...letter });
        failpoint('notification.mail-sent');
      }),
    verify: () => transport.verify(),
    close: () => transport.close(),
  };
}
