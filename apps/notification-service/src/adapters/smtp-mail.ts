import { unavailable } from '@causeway/data-model';
import { isCloudHost, passwordInUrl } from '@causeway/runtime/env';
import { inSpan, log } from '@causeway/runtime/telemetry';
import nodemailer from 'nodemailer';
import * as z from 'zod';
import type { Letter, Mail } from '../core/ports.js';
import { points } from './failpoints.js';

export const smtpEnv = z.object({
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://host:port or smtps://host:port' })
    .default('smtp://127.0.0.1:8105')
    .meta({
      description:
        'The mail server: `smtp://host:port`, `smtp://user:password@host:587` (TLS by STARTTLS, required) or `smtps://user:password@host:465`.',
      secret: passwordInUrl({
        // A mailbox in the next container takes mail from everybody.
        needless: ({ username, hostname }, place) => place === 'docker' && username === '' && !isCloudHost(hostname),
        from: { local: 'the mailbox, which needs none', docker: 'a mailbox, which needs none' },
      }),
    }),
  MAIL_FROM: z
    .string()
    .default('Causeway <shop@causeway.example>')
    .meta({ description: 'The sender of every letter.' }),
});

/** Mail over SMTP (RFC 5321), through a few pooled connections; each step has a time-out, the broker does the retrying. */
export function smtpMail(url: string, from: string): Mail & { close(): void } {
  const transport = nodemailer.createTransport({
    ...serverAt(url),
    pool: true,
    maxConnections: 4,
    // A connection that the server closed while it was idle is worth one new one; the rest is the broker's patience.
    maxRequeues: 1,
    connectionTimeout: 3000,
    greetingTimeout: 3000,
    socketTimeout: 5000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: ({ to, ...letter }: Letter) =>
      inSpan('send mail', { kind: 'client', attributes: { 'messaging.message.id': letter.messageId } }, async () => {
        try {
          // An object is one address, whatever is in it; a text would be read as a list of them.
          await transport.sendMail({ from, to: { name: '', address: to }, ...letter });
        } catch (error) {
          if (!isRefusal(error)) throw unavailable('The mail server took no letter.', error);
          log.warn({ messageId: letter.messageId }, 'a letter was refused for good: its address takes none');
          return 'refused';
        }
        points['mail-sent'].pass();
        return 'sent';
      }),
    close: () => transport.close(),
  };
}

function serverAt(url: string) {
  const { hostname, port, protocol, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const host = { host: hostname, port: Number(port || (secure ? 465 : 25)), secure };
  if (username === '') return { ...host, ignoreTLS: !secure };
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return { ...host, requireTLS: !secure, auth };
}

type Failure = { code?: string; command?: string; responseCode?: number };

/**
 * Whether the recipient or the letter was refused with a permanent code (RFC 5321, section 4.2.1) or the address is none.
 * 503 and 530 speak of the session, and what comes before the recipient is between the server and us.
 */
function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, command, responseCode = 0 }: Failure = error;
  if (command === 'API') return code === 'EENVELOPE';
  const permanent = responseCode >= 500 && responseCode !== 503 && responseCode !== 530;
  return permanent && (command === 'RCPT TO' || command === 'DATA');
}
