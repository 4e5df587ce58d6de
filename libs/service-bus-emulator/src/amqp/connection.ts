import type { Duplex } from 'node:stream';
import { BrokerFailure } from '../broker/failure.js';
import { points } from '../failpoints.js';
import { Grants } from '../security/grants.js';
import { absence } from './absence.js';
import { entityPath, managedEntity, sourceAt } from './address.js';
import type { Broker } from './broker.js';
import { answerToken } from './cbs.js';
import { ClaimedLinks } from './claimed-links.js';
import { claimsFor, toManage } from './claims.js';
import { coalesceWrites } from './coalesced-writes.js';
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
import { mustServe } from './served.js';
import { openSession } from './session-attach.js';

/** Ms that a client has to hear that there are too many connections. */
const TIME_OF_REFUSED = 1000;

/** Ms that a client has to read why its connection is closed. */
const GOODBYE = 100;

/** One client's connection: opens its links and closes them with it. */
export class ClientConnection {
  readonly #connection: Connection;
  readonly #socket: Duplex;
  readonly #broker: Broker;
  readonly #outlets = new Map<Sender, Outlet>();
  readonly #replyLinks = new Map<string, Sender>();
  readonly #grants: Grants;
  #refusal: BrokerFailure | undefined;
  readonly #links: ClaimedLinks;

  constructor(connection: Connection, socket: Duplex, broker: Broker) {
    this.#connection = connection;
    this.#socket = socket;
    this.#broker = broker;
    this.#grants = new Grants(broker.keyring, broker.now, () => this.#links.closeUnauthorized());
    this.#links = new ClaimedLinks(this.#grants, broker.namespace, (link, problem) => this.#closeLink(link, problem));
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
    return this.#links.size;
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
      this.#links.add(receiver, toManage, path);
      const answer = async (request: Request): Promise<Reply> => {
        this.#grants.mustAllow(claimsFor(request.operation), path);
        return manage(request, managed, this.#broker);
      };
      answerRequests(receiver, replyTo, answer, points['request-answered']);
    } else {
      this.#links.add(receiver, ['Send'], path);
      mustServe(receiver, path, this.#broker.namespace);
      new Inlet(receiver, path, this.#broker);
    }
  }

  #openSender(sender: Sender): void {
    const path = entityPath(sender.source?.address ?? '');
    const isManagement = managedEntity(path) !== undefined;
    if (path !== '$cbs') this.#links.add(sender, isManagement ? toManage : ['Listen'], path);
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

  /** An entity was changed or deleted: links to it or below it that would not be opened now are closed. */
  entityChanged(changed: string): void {
    this.#links.entityChanged(changed);
  }

  #closeLink(link: Sender | Receiver, problem: AmqpProblem): void {
    const outlet = link.is_sender() ? this.#outlets.get(link as Sender) : undefined; // just asked
    outlet?.close();
    // One that waits for a session has not been answered yet.
    if (outlet !== undefined && !link.is_open()) link.open();
    link.close(problem);
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
    this.#links.delete(receiver);
  }

  #problemAt(link: Sender | Receiver, error: unknown): AmqpProblem {
    const problem = problemOf(error);
    if (!(error instanceof BrokerFailure) || error.code !== 'entity-not-found') return problem;
    const address = link.is_receiver() ? link.target?.address : link.source?.address;
    const host = this.#connection.hostname ?? '';
    return { ...problem, description: absence(this.#broker.namespace, host, entityPath(address ?? '')) };
  }

  #closeSender(sender: Sender): void {
    this.#links.delete(sender);
    this.#outlets.get(sender)?.close();
    this.#outlets.delete(sender);
    sender.removeAllListeners();
    for (const [address, link] of this.#replyLinks) if (link === sender) this.#replyLinks.delete(address);
  }

  #closeSession(session: Session | undefined): void {
    for (const sender of [...this.#outlets.keys(), ...this.#replyLinks.values()]) {
      if (sender.session === session) this.#closeSender(sender);
    }
    this.#links.deleteOf(session);
  }

  #closeAll(): void {
    for (const outlet of this.#outlets.values()) outlet.close();
    this.#outlets.clear();
    this.#replyLinks.clear();
    this.#links.clear();
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
