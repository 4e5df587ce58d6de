import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it arrived: what the server was told, and what stands in the message. */
export type Arrived = { to: string[]; raw: string; mail: Email };

/** An SMTP server that keeps what it is given. `refuse` answers an address with a code; `stop` makes it go away. */
export class MailServer {
  readonly mails: Arrived[] = [];
  readonly refuse = new Map<string, number>();
  #server: SMTPServer | undefined;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Listens on a free port, the same one every time. */
  async start(): Promise<this> {
    const server = new SMTPServer(this.#options());
    // A client that goes away in the middle is no trouble of a test's.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('The mail server has no TCP port.');
    this.#port = address.port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(resolve)));
  }

  /** The Message-IDs of what arrived, in that order. */
  get messageIds(): (string | undefined)[] {
    return this.mails.map(({ mail }) => mail.messageId);
  }

  #options(): SMTPServerOptions {
    return {
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 10,
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = this.refuse.get(address);
        done(responseCode === undefined ? null : Object.assign(new Error('no such luck'), { responseCode }));
      },
      onData: async (stream, session, done) => {
        const raw = (await buffer(stream)).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        this.mails.push({ to, raw, mail: await PostalMime.parse(raw) });
        done();
      },
    };
  }
}
