import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Mail, MailStore } from './mail-store.js';

/** An SMTP server on the loopback address that accepts every mail, keeps it and answers 250 only after that. */
export function smtpInto(store: MailStore): SMTPServer {
  return new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 10 * 1024 * 1024,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const rest = session.envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((email) => store.keep(mailOf(email, rest, new Date())))
        .then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
    },
  });
}

function mailOf(email: Email, recipients: string[], receivedAt: Date): Mail {
  return {
    messageId: email.messageId ?? `<${randomUUID()}@unnamed>`,
    from: addressOf(email.from),
    to: recipients,
    subject: email.subject ?? '',
    text: email.text ?? '',
    html: email.html ?? null,
    headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, value])),
    receivedAt: receivedAt.toISOString(),
  };
}

const addressOf = (address: Address | undefined) => address?.address ?? '';
