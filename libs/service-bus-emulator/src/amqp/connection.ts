import type { Duplex } from 'node:stream';
import { BrokerFailure } from '../broker/failure.js';
import type { Namespace } from '../broker/namespace.js';
import { points } from '../failpoints.js';
import type { Right } from '../security/access-key.js';
import { Grants } from '../security/grants.js';
import { missingClaims } from '../security/keyring.js';
import { absence } from './absence.js';
import { entityPath, managedEntity, sourceAt } from './address.js';
import type { Broker } from './broker.js';
import { answerToken } from './cbs.js';
import { claimsFor, toManage } from './claims.js';
import { guardConnection } from './guarded-connection.js';
import { guardSession } from './guarded-session.js';
import { Inlet } from './inlet.js';
import { manage } from './management.js';
import { Outlet } from './outlet.js';
import { problemOf } from './problems.js';
import { acknowledgePromptly } from './prompt-ack.js';
import { answerRequests, type Reply, type Request } from './request.js';
import {
  type AmqpProblem,
  type Connection,
  connectionInsides,
  type EventContext,
  type Receiver,
  type Sender,
  type Session,
} from './rhea.js';
import { openSession } from './session-attach.js';

/** Links of one connection at a time, as on the service. */
const MOST_LINKS = 4999;

/** Ms that a client has to hear that there are too many connections. */
const TIME_OF_REFUSED = 1000;

/** Ms that a client has to read why its connection is closed. */
const GOODBYE = 100;

/** Ms between the end of an entity and that of the links that send to it. */
const GRACE_OF_SENDERS = 100;

/** What a link needs to stay open: one of these rights on a path. */
interface Claim {
  readonly claims: readonly Right[];
  readonly path: string;
}

/** One client's connection: opens its links and closes them with it. */
export class ClientConnection {
  readonly #connection: Connection;
  readonly #socket: Duplex;
  readonly #broker: Broker;
  readonly #outlets = new Map<Sender, Outlet>();
  readonly #replyLinks = new Map<string, Sender>();
  readonly #grants: Grants;
  #refusal: BrokerFailure | undefined;
  readonly #claimed = new Map<Sender | Receiver, Claim>();

  constructor(connection: Connection, socket: Duplex, broker: Broker) {
    this.#connection = connection;
    this.#socket = socket;
    this.#broker = broker;
    this.#grants = new Grants(broker.keyring, broker.now, () => this.#closeUnauthorized());
    connection.on(
      'session_open',
      ({ session }: EventContext) => session && guardSession(session, () => this.#resumeStarved()),
    );
    connection.on(
      'receiver_open',
      ({ receiver }: EventContext) => receiver && this.#guard(receiver, () => this.#openReceiver(receiver)),
    );
    connection.on(
      'sender_open',
      ({ sender }: EventContext) => sender && this.#guard(sender, () => this.#openSender(sender)),
    );
    connection.on('sender_close', ({ sender }: EventContext) => sender && this.#closeSender(sender));
    connection.on('receiver_close', ({ receiver }: EventContext) => receiver && this.#closeReceiver(receiver));
    connection.on('session_close', ({ session }: EventContext) => this.#closeSession(session));
    for (const failure of ['sender_error', 'receiver_error', 'session_error', 'connection_error', 'disconnected']) {
      connection.on(failure, () => undefined); // the matching close event does the work
    }
    connection.on('protocol_error', () => socket.destroy());
    connection.on('error', () => socket.destroy());
    coalesceWrites(connection, socket);
    guardConnection(connection, (error) => socket.destroy(error));
    connectionInsides(connection).accept(socket);
    acknowledgePromptly(socket, () => connection.is_open());
    socket.on('drain', () => this.resume());
    socket.on('close', () => {
      connectionInsides(connection).eof(); // of a socket that was destroyed rhea hears nothing and keeps its timers
      this.#closeAll();
    });
  }

  /** Links to entities and their management nodes. */
  get links(): number {
    return this.#claimed.size;
  }

  /**
   * There are too many connections: all it asks for is refused, and a little later it is closed. Closed at once, the client
   * would wait until its own time is up instead of telling why.
   */
  refuse(): void {
    const reason = `ConnectionsQuotaExceeded for namespace: ${this.#broker.namespace.name}.`;
    this.#refusal = new BrokerFailure('quota-exceeded', reason);
    setTimeout(() => this.#connection.close(problemOf(this.#refusal)), TIME_OF_REFUSED).unref();
    setTimeout(() => this.#socket.destroy(), TIME_OF_REFUSED + GOODBYE).unref();
  }

  /** Says goodbye; the client will connect again. */
  close(): void {
    this.#connection.close({ condition: 'amqp:connection:forced', description: 'The emulator is stopping.' });
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), GOODBYE).unref();
  }

  #openReceiver(receiver: Receiver): void {
    const path = entityPath(receiver.target?.address ?? '');
    receiver.set_target({ address: receiver.target?.address ?? '' });
    const replyTo = (address: string): Sender | undefined => this.#replyLinks.get(address);
    const managed = managedEntity(path);
    if (path === '$cbs') answerRequests(receiver, replyTo, (request) => answerToken(request, this.#grants));
    else if (managed !== undefined) {
      this.#claim(receiver, toManage, path);
      const answer = async (request: Request): Promise<Reply> => {
        this.#grants.mustAllow(claimsFor(request.operation), path);
        return manage(request, managed, this.#broker);
      };
      answerRequests(receiver, replyTo, answer, points['request-answered']);
    } else {
      this.#claim(receiver, ['Send'], path);
      mustServe(receiver, path, this.#broker.namespace);
      new Inlet(receiver, path, this.#broker);
    }
  }

  #openSender(sender: Sender): void {
    const path = entityPath(sender.source?.address ?? '');
    const isManagement = managedEntity(path) !== undefined;
    if (path !== '$cbs') this.#claim(sender, isManagement ? toManage : ['Listen'], path);
    if (path === '$cbs' || isManagement) {
      sender.set_source({ address: sender.source?.address ?? '' });
      this.#replyLinks.set(sender.name, sender);
      if (sender.target?.address) this.#replyLinks.set(sender.target.address, sender);
      return;
    }
    mustServe(sender, path, this.#broker.namespace);
    const source = sourceAt(this.#broker.namespace, path);
    const outlet = new Outlet(sender, source, this.#broker, () => this.#socket.writableLength);
    this.#outlets.set(sender, outlet);
    if (source.lane.sessions === undefined) sender.set_source({ address: sender.source?.address ?? '' });
    else openSession(sender, outlet, source.lane.sessions, path);
  }

  /** Throws `unauthorized`, whether the entity exists or not, as the service does; `quota-exceeded` for too many links. */
  #claim(link: Sender | Receiver, claims: readonly Right[], path: string): void {
    this.#grants.mustAllow(claims, path);
    if (this.#claimed.size >= MOST_LINKS)
      throw new BrokerFailure(
        'quota-exceeded',
        `Cannot allocate more handles. The maximum number of handles is ${MOST_LINKS}.`,
      );
    this.#claimed.set(link, { claims, path });
  }

  /**
   * An entity was changed or deleted: links to it or below it that would not be opened now are closed. Of a disabled entity
   * every message is refused by itself, and of a deleted one for a little while, because a message that crosses the closing
   * of its link stays unanswered.
   */
  entityChanged(changed: string): void {
    this.#closeUnserved(changed, (link) => link.is_sender());
    setTimeout(() => {
      this.#closeUnserved(changed, (_link, failure) => failure.code === 'entity-not-found');
    }, GRACE_OF_SENDERS).unref();
  }

  #closeUnserved(changed: string, mayClose: (link: Sender | Receiver, failure: BrokerFailure) => boolean): void {
    for (const [link, { path }] of this.#claimed) {
      const address = path.toLowerCase();
      if (address !== changed && !address.startsWith(`${changed}/`)) continue;
      const failure = refusalOf(link, path, this.#broker.namespace);
      if (failure === undefined || !mayClose(link, failure)) continue;
      this.#claimed.delete(link);
      this.#closeLink(link, problemOf(failure));
    }
  }

  #closeLink(link: Sender | Receiver, problem: AmqpProblem): void {
    const outlet = link.is_sender() ? this.#outlets.get(link as Sender) : undefined; // just asked
    outlet?.close();
    // One that waits for a session has not been answered yet.
    if (outlet !== undefined && !link.is_open()) link.open();
    link.close(problem);
  }

  /** A token has run out: what lived on it ends, unless another has been put in the meantime. */
  #closeUnauthorized(): void {
    for (const [link, { claims, path }] of this.#claimed) {
      if (this.#grants.allows(claims, path)) continue;
      this.#claimed.delete(link);
      this.#closeLink(link, problemOf(missingClaims(claims, path)));
    }
  }

  /** Answers a failing attach as the service does: attached with nothing, then detached with the reason. */
  #guard(link: Sender | Receiver, open: () => void): void {
    try {
      if (this.#refusal !== undefined) throw this.#refusal;
      open();
    } catch (error) {
      link.close(this.#problemAt(link, error));
    }
  }

  #closeReceiver(receiver: Receiver): void {
    receiver.removeAllListeners();
    this.#claimed.delete(receiver);
  }

  #problemAt(link: Sender | Receiver, error: unknown): AmqpProblem {
    const problem = problemOf(error);
    if (!(error instanceof BrokerFailure) || error.code !== 'entity-not-found') return problem;
    const address = link.is_receiver() ? link.target?.address : link.source?.address;
    const host = this.#connection.hostname ?? '';
    return { ...problem, description: absence(this.#broker.namespace, host, entityPath(address ?? '')) };
  }

  #closeSender(sender: Sender): void {
    this.#claimed.delete(sender);
    this.#outlets.get(sender)?.close();
    this.#outlets.delete(sender);
    sender.removeAllListeners();
    for (const [address, link] of this.#replyLinks) if (link === sender) this.#replyLinks.delete(address);
  }

  #closeSession(session: Session | undefined): void {
    for (const sender of [...this.#outlets.keys(), ...this.#replyLinks.values()]) {
      if (sender.session === session) this.#closeSender(sender);
    }
    for (const link of this.#claimed.keys()) if (link.session === session) this.#claimed.delete(link);
  }

  #closeAll(): void {
    for (const outlet of this.#outlets.values()) outlet.close();
    this.#outlets.clear();
    this.#replyLinks.clear();
    this.#claimed.clear();
    this.#grants.close();
  }

  #resumeStarved(): void {
    for (const outlet of this.#outlets.values()) if (outlet.isStarved) outlet.resume();
  }

  /** There may be room again: for bytes to the client, or on the disk. */
  resume(): void {
    for (const outlet of this.#outlets.values()) outlet.resume();
  }
}

/** Throws unless a link may be open to this address right now: `entity-not-found`, `entity-disabled`, `not-allowed`. */
function mustServe(link: Sender | Receiver, path: string, namespace: Namespace): void {
  const managed = managedEntity(path);
  if (managed !== undefined) mustExist(managed, namespace);
  else if (link.is_receiver()) namespace.mustTakeMessages(path);
  else mustGiveMessages(path, namespace);
}

function refusalOf(link: Sender | Receiver, path: string, namespace: Namespace): BrokerFailure | undefined {
  try {
    mustServe(link, path, namespace);
    return undefined;
  } catch (error) {
    if (error instanceof BrokerFailure) return error;
    throw error;
  }
}

function mustExist(path: string, namespace: Namespace): void {
  if (!namespace.topics.has(path.toLowerCase())) sourceAt(namespace, path);
}

function mustGiveMessages(path: string, namespace: Namespace): void {
  const { queue, lane } = sourceAt(namespace, path);
  const { status, forwardTo } = queue.settings;
  if (status === 'Disabled' || status === 'ReceiveDisabled') {
    throw new BrokerFailure('entity-disabled', `The messaging entity '${path}' is currently disabled for receiving.`);
  }
  if (lane === queue.main && forwardTo !== '') {
    throw new BrokerFailure('not-allowed', `Messages of '${path}' are forwarded; receive them from where they go.`);
  }
}

/** rhea writes each frame by itself: gather those of one turn of the event loop in one call to the system. */
function coalesceWrites(connection: Connection, socket: Duplex): void {
  const insides = connectionInsides(connection);
  const output = insides.output.bind(insides);
  let corked = false;
  insides.output = () => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    output();
  };
}
