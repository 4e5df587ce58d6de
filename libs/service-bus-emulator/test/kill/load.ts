import {
  ServiceBusAdministrationClient,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import Long from 'long';
import { speakWithoutTls } from '../conformance/administration.js';
import type { Books } from './books.js';
import type { Chance } from './chance.js';

const HOUR = 3_600_000;

/** How long a client waits for an answer, in ms. */
const TIMEOUT = 1000;

const sessionNames = ['s0', 's1', 's2', 's3', 's4', 's5'];

/** A connection with one link for each entity it uses. */
class Links {
  readonly client: ServiceBusClient;
  readonly #senders = new Map<string, ServiceBusSender>();
  #receiver: ServiceBusReceiver | undefined;

  constructor(connectionString: string) {
    this.client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: TIMEOUT } });
  }

  sender(path: string): ServiceBusSender {
    const sender = this.#senders.get(path) ?? this.client.createSender(path);
    this.#senders.set(path, sender);
    return sender;
  }

  get worker(): ServiceBusReceiver {
    this.#receiver ??= this.client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
    return this.#receiver;
  }
}

/** Clients of one run of the emulator, who do what chance tells them until the connection breaks. */
export class Load {
  readonly #books: Books;
  readonly #chance: Chance;
  readonly #round: number;
  readonly #links: Links[] = [];
  readonly #connectionString: string;
  #count = 0;
  readonly #end = new AbortController();
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(connectionString: string, books: Books, chance: Chance, round: number) {
    this.#connectionString = connectionString;
    this.#books = books;
    this.#chance = chance;
    this.#round = round;
  }

  start(): void {
    const jobs = [
      ...[0, 1, 2].map(() => this.#repeat((links) => this.#send(links))),
      ...[0, 1, 2, 3].map(() => this.#repeat((links) => this.#settle(links))),
      this.#repeat((links) => this.#takeDeferred(links)),
      this.#repeat((links) => this.#sendToSessions(links)),
      this.#repeat((links) => this.#workInSession(links)),
      this.#repeat((links) => this.#schedule(links)),
      this.#repeat((links) => this.#sendOnce(links)),
      this.#repeat((links) => this.#publish(links)),
      this.#repeat(() => this.#administer()),
    ];
    this.#running = Promise.all(jobs);
  }

  /** The emulator is dead: ends what still tries. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#end.abort();
    // A client that is closed in the middle of a send to nobody waits for long.
    await Promise.race([this.#running, pause(TIMEOUT + 200)]);
    await Promise.all(this.#links.map(({ client }) => client.close().catch(() => undefined)));
  }

  /** Each job has a connection of its own, and ends with its first failure after the kill. */
  async #repeat(job: (links: Links) => Promise<void>): Promise<void> {
    const links = new Links(this.#connectionString);
    this.#links.push(links);
    while (!this.#stopped) {
      try {
        await job(links);
      } catch {
        // What was asked and not answered is in the books; only the end of the process can be the reason.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  #ids(count: number): string[] {
    return Array.from({ length: count }, () => `${this.#round}-${this.#count++}`);
  }

  async #send(links: Links): Promise<void> {
    const { work } = this.#books;
    const ids = this.#ids(1 + this.#chance.below(12));
    for (const id of ids) work.sending(id, 'active', this.#round);
    await links.sender('work').sendMessages(ids.map((messageId) => ({ messageId, body: messageId })));
    for (const id of ids) work.accepted(id, 'active');
  }

  async #settle(links: Links): Promise<void> {
    const receiver = links.worker;
    const { work } = this.#books;
    const messages = await receiver.receiveMessages(20, { maxWaitTimeInMs: 200 });
    for (const message of messages) work.seen(message, 'active');
    // One after the other: of two neighbours settled at once, the client's library sends the outcome of the first for both.
    for (const message of messages) {
      const id = String(message.messageId);
      const what = this.#chance.below(10);
      if (what < 5) await settling(id, 'gone', () => receiver.completeMessage(message));
      else if (what < 6) await settling(id, 'deferred', () => receiver.deferMessage(message, { deferred: true }));
      else if (what < 7) await settling(id, 'dead', () => receiver.deadLetterMessage(message));
      else if (what < 9) await receiver.abandonMessage(message, { again: true });
      // and some stay locked until the end comes
    }
    async function settling(id: string, to: 'gone' | 'deferred' | 'dead', act: () => Promise<void>): Promise<void> {
      work.asking(id, to);
      await act();
      work.told(id, to);
    }
  }

  async #takeDeferred(links: Links): Promise<void> {
    const { work } = this.#books;
    const deferred = work.surelyAt('deferred');
    if (deferred.length === 0) return pause(20);
    const sequence = work.sequenceOf(this.#chance.oneOf(deferred));
    const receiver = links.worker;
    const [message] = await receiver.receiveDeferredMessages(Long.fromNumber(sequence ?? 0));
    if (message === undefined) return;
    work.seen(message, 'deferred');
    const id = String(message.messageId);
    if (this.#chance.happens(0.5)) {
      await receiver.abandonMessage(message);
    } else {
      work.asking(id, 'gone');
      await receiver.completeMessage(message);
      work.told(id, 'gone');
    }
    await pause(5);
  }

  async #sendToSessions(links: Links): Promise<void> {
    const { sessions } = this.#books;
    const ids = this.#ids(1 + this.#chance.below(4));
    for (const id of ids) sessions.sending(id, 'active', this.#round);
    await links
      .sender('sessions')
      .sendMessages(ids.map((messageId) => ({ messageId, body: 1, sessionId: this.#chance.oneOf(sessionNames) })));
    for (const id of ids) sessions.accepted(id, 'active');
    await pause(5);
  }

  async #workInSession(links: Links): Promise<void> {
    const { sessions, states, faults } = this.#books;
    const session = await links.client.acceptNextSession('sessions', {
      maxAutoLockRenewalDurationInMs: 0,
      abortSignal: this.#end.signal,
    });
    const possible = states.get(session.sessionId) ?? new Set([undefined]);
    const state = (await session.getSessionState()) ?? undefined;
    if (!possible.has(state))
      faults.push(`the state of ${session.sessionId} is ${state}, not ${[...possible].join(' or ')}`);
    const next = `${this.#round}-${this.#count++}`;
    states.set(session.sessionId, new Set([state, next]));
    await session.setSessionState(next);
    states.set(session.sessionId, new Set([next]));
    const messages = await session.receiveMessages(5, { maxWaitTimeInMs: 100 });
    for (const message of messages) {
      sessions.seen(message, 'active');
      if (this.#chance.happens(0.2)) continue;
      const id = String(message.messageId);
      sessions.asking(id, 'gone');
      await session.completeMessage(message);
      sessions.told(id, 'gone');
    }
    await session.close();
  }

  async #schedule(links: Links): Promise<void> {
    const { later, soon } = this.#books;
    const far = this.#chance.happens(0.7);
    const book = far ? later : soon;
    const sender = links.sender(far ? 'later' : 'soon');
    const ids = this.#ids(1 + this.#chance.below(3));
    for (const id of ids) book.sending(id, far ? 'scheduled' : 'active', this.#round);
    const at = new Date(Date.now() + (far ? HOUR : this.#chance.below(600)));
    const numbers = await sender.scheduleMessages(
      ids.map((messageId) => ({ messageId, body: 1 })),
      at,
    );
    for (const [index, id] of ids.entries()) {
      book.accepted(id, far ? 'scheduled' : 'active');
      if (far) book.numbered(id, numbers[index]?.toNumber() ?? 0);
    }
    const [first] = numbers;
    const [id] = ids;
    if (!far || first === undefined || id === undefined || this.#chance.happens(0.7)) return;
    later.asking(id, 'gone');
    await sender.cancelScheduledMessages(first);
    later.told(id, 'gone');
  }

  async #sendOnce(links: Links): Promise<void> {
    const { once } = this.#books;
    const sender = links.sender('once');
    const [id] = this.#ids(1);
    if (id === undefined) return;
    once.sending(id, 'active', this.#round);
    await sender.sendMessages({ messageId: id, body: 1 });
    once.accepted(id, 'active');
    const known = once.surelyAt('active');
    await sender.sendMessages({ messageId: this.#chance.oneOf(known), body: 'again' });
  }

  async #publish(links: Links): Promise<void> {
    const { news } = this.#books;
    const ids = this.#ids(1 + this.#chance.below(4));
    for (const id of ids) news.sending(id, 'active', this.#round);
    await links.sender('news').sendMessages(ids.map((messageId) => ({ messageId, body: 1 })));
    for (const id of ids) news.accepted(id, 'active');
    await pause(5);
  }

  async #administer(): Promise<void> {
    const admin = new ServiceBusAdministrationClient(this.#connectionString, { retryOptions: { maxRetries: 0 } });
    speakWithoutTls(admin);
    const name = `made-${this.#round}-${this.#count++}`;
    await admin.createQueue(name, { maxDeliveryCount: 7 });
    this.#books.queues.add(name);
    await admin.createRule('news', 'ruled', name, { sqlExpression: `a = '${name}'` });
    this.#books.rules.add(name);
    await pause(30);
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** All that is in a queue or a subscription, looked at page by page. */
export async function everythingIn(
  client: ServiceBusClient,
  path: readonly [string] | readonly [string, string],
  subQueueType?: 'deadLetter',
): Promise<ServiceBusReceivedMessage[]> {
  const options = subQueueType === undefined ? {} : { subQueueType };
  const receiver =
    path.length === 1 ? client.createReceiver(path[0], options) : client.createReceiver(path[0], path[1], options);
  const found: ServiceBusReceivedMessage[] = [];
  for (;;) {
    const from = found.at(-1)?.sequenceNumber?.add(1) ?? Long.ZERO;
    const page = await receiver.peekMessages(250, { fromSequenceNumber: from });
    if (page.length === 0) return found;
    found.push(...page);
  }
}

/** All that can be received. */
export async function allOf(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage[]> {
  const found: ServiceBusReceivedMessage[] = [];
  for (;;) {
    const more = await receiver.receiveMessages(500, { maxWaitTimeInMs: 1000 });
    if (more.length === 0) return found;
    found.push(...more);
  }
}
