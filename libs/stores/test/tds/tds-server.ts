import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { answer, type Message, messagesOn, packetType } from './packets.js';
import {
  type Asked,
  type Login,
  readBatch,
  readCall,
  readFederatedToken,
  readLogin,
  readTransaction,
} from './requests.js';
import {
  type Answer,
  cancelled,
  doneWith,
  loggedIn,
  prelogin,
  refused,
  result,
  tokenWanted,
  transactionChanged,
} from './tokens.js';

/** What the server says no with. From severity 13 on the transaction is gone, as with a deadlock's victim. */
export class ServerError extends Error {
  readonly number: number;
  readonly severity: number;
  readonly endsTransaction: boolean;

  constructor(number: number, message: string, severity = 16, endsTransaction = false) {
    super(message);
    this.number = number;
    this.severity = severity;
    this.endsTransaction = endsTransaction;
  }
}

/** The connection ends here, as when the server's process does. */
export class Broken extends Error {}

/** One client's side of the database. */
export interface Session {
  /** @throws ServerError; Broken to end the connection instead of answering */
  query(asked: Extract<Asked, { kind: 'query' }>): Promise<Answer>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  end(): void;
}

export type TdsServer = { port: number; url(database: string): string; close(): Promise<void> };

/**
 * Speaks the server's side of TDS 7.4 ([MS-TDS]) as far as `tedious` needs it: no encryption, SQL batches, calls of
 * `sp_executesql`, transactions, cancellation. Who logs in without a name is asked for a token. What the statements mean is
 * the session's business.
 *
 * @param open is asked for each log-in, and refuses it with a ServerError
 */
export async function startTdsServer(open: (login: Login) => Session, port = 0): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    void serve(socket, open).finally(() => socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: heard } = server.address() as AddressInfo; // it listens on a port
  return {
    port: heard,
    url: (database) => `mssql://sa:secret@127.0.0.1:${heard}/${database}?encrypt=false`,
    close: () => closeAll(server, sockets),
  };
}

async function closeAll(server: Server, sockets: Set<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

async function serve(socket: Socket, open: (login: Login) => Session): Promise<void> {
  let session: Session | undefined;
  let nameless: Login | undefined;
  try {
    for await (const message of messagesOn(socket)) {
      if (message.type === packetType.prelogin) answer(socket, prelogin());
      else if (message.type === packetType.attention) answer(socket, cancelled());
      else if (message.type === packetType.login) {
        const login = readLogin(message.body);
        if (login.user !== '') session = logIn(socket, login, open);
        else {
          nameless = login;
          answer(socket, tokenWanted('https://login.microsoftonline.com/tenant', 'https://database.windows.net/'));
        }
      } else if (message.type === packetType.federatedToken && nameless !== undefined)
        session = logIn(socket, { ...nameless, token: readFederatedToken(message.body) }, open);
      else if (session !== undefined) void work(socket, session, message);
    }
  } catch {
    // The client is gone.
  } finally {
    session?.end();
  }
}

function logIn(socket: Socket, login: Login, open: (login: Login) => Session): Session | undefined {
  try {
    const session = open(login);
    answer(socket, loggedIn(login.database));
    return session;
  } catch (error) {
    if (error instanceof ServerError) answer(socket, refused(error.number, error.severity, error.message));
    else socket.destroy();
    return undefined;
  }
}

const descriptor = 1n;

async function work(socket: Socket, session: Session, { type, body }: Message): Promise<void> {
  try {
    answer(socket, await tokensFor(session, asked(type, body)));
  } catch (error) {
    if (error instanceof Broken) return void socket.destroy();
    const { number, severity, endsTransaction } = error instanceof ServerError ? error : new ServerError(50_000, '');
    const undone = endsTransaction ? [transactionChanged(10, descriptor)] : [];
    const message = error instanceof Error ? error.message : String(error);
    answer(socket, Buffer.concat([...undone, refused(number, severity, message)]));
  }
}

function asked(type: number, body: Buffer): Asked {
  if (type === packetType.sqlBatch) return readBatch(body);
  if (type === packetType.rpc) return readCall(body);
  if (type === packetType.transaction) return readTransaction(body);
  throw new Error(`Packets of type ${type} are not understood.`);
}

async function tokensFor(session: Session, asked: Asked): Promise<Buffer> {
  if (asked.kind === 'query') return result(await session.query(asked));
  await session[asked.kind]();
  const change = { begin: 8, commit: 9, rollback: 10 } as const;
  return Buffer.concat([transactionChanged(change[asked.kind], descriptor), doneWith()]);
}
