import { BrokerFailure } from '../broker/failure.js';
import type { Handed, PropertyChanges } from '../broker/message.js';
import type { SessionHolder } from '../broker/session-table.js';
import { points } from '../failpoints.js';
import type { Source } from './address.js';
import type { Broker } from './broker.js';
import { encodeHanded } from './content.js';
import { Deliveries } from './deliveries.js';
import { guidBytes, guidText, swapGuid } from './guid.js';
import { problemOf } from './problems.js';
import {
  connectionInsides,
  type Delivery,
  deliveryOf,
  type EventContext,
  type Sender,
  senderInsides,
  sessionInsides,
  settle,
} from './rhea.js';
import { elements, mapOf } from './typed.js';
import { Unsent } from './unsent.js';

/** Bytes a client may leave unread before it gets no more. */
const MOST_UNREAD = 8 * 1024 * 1024;

/** A client's receiving link: hands out messages while there is credit, and settles what comes back. */
export class Outlet implements SessionHolder {
  readonly mode: 'peek-lock' | 'receive-and-delete';
  readonly #sender: Sender;
  readonly #source: Source;
  readonly #broker: Broker;
  readonly #unread: () => number;
  /** Given to rhea and not yet written: its credit counts down only then. */
  readonly #unsent = new Unsent();
  #starved = false;
  /** Taken from the lane and waiting for the commit. */
  #promised = 0;
  #promisedBytes = 0;
  #sessionId: string | undefined;
  #closed = false;
  #whenClosed: () => void = () => undefined;
  readonly #detach: () => void;

  constructor(sender: Sender, source: Source, broker: Broker, unread: () => number) {
    this.#sender = sender;
    this.#source = source;
    this.#broker = broker;
    this.#unread = unread;
    this.#detach = source.queue.attach();
    this.mode = sender.snd_settle_mode === 1 ? 'receive-and-delete' : 'peek-lock';
    const { local } = senderInsides(sender);
    local.attach.snd_settle_mode = sender.snd_settle_mode;
    local.attach.rcv_settle_mode = sender.rcv_settle_mode;
    senderInsides(sender)._get_drain = () => this.#drained();
    this.#listen();
  }

  /** From now on it gets the messages of this session only. */
  bind(sessionId: string): void {
    this.#sessionId = sessionId;
    this.#feed();
  }

  credit(): number {
    if (this.#closed || !this.#broker.store.healthy || this.#unread() > MOST_UNREAD) return 0;
    const open = senderInsides(this.#sender).credit - this.#countUnsent() - this.#promised;
    this.#starved = open > 0 && this.#unsent.bytes + this.#promisedBytes > MOST_UNREAD;
    return this.#starved ? 0 : open;
  }

  /** It has credit, and so much waits for the commit and its session's window already that it gets no more. */
  get isStarved(): boolean {
    return this.#starved;
  }

  /** What is deleted must not come back, and an attempt must count, even if this process ends now: both are kept first. */
  take(handed: Handed): void {
    const { store } = this.#broker;
    const token = handed.entry.lock?.token;
    this.#promised++;
    this.#promisedBytes += handed.content.length;
    points['delivery-counted'].pass();
    const kept =
      token === undefined ? store.committed(points['delivery-committed']) : store.written(points['delivery-written']);
    kept.then(
      () => {
        this.#promised--;
        this.#promisedBytes -= handed.content.length;
        if (this.#closed) this.#takeBack(token);
        else if (handed.entry.lock?.token === token) this.#send(handed);
        if (senderInsides(this.#sender)._draining) this.#answerDrain();
        if (this.#starved) this.#feed();
      },
      (error: unknown) => this.#sender.close(problemOf(error)),
    );
  }

  sessionLost(): void {
    const reason = `The session lock was lost. Request a new session receiver. Session: ${this.#sessionId}.`;
    this.#sender.close(problemOf(new BrokerFailure('session-lock-lost', reason)));
    this.close();
  }

  /** The link is gone, whoever ended it. Locks of single messages stay until they run out, as on the service. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#whenClosed();
    this.#detach();
    this.#source.lane.leave(this);
    if (this.#sessionId !== undefined) this.#source.lane.sessions?.release(this.#sessionId, this);
  }

  onClose(act: () => void): void {
    this.#whenClosed = act;
  }

  /** There may be room again. */
  resume(): void {
    this.#feed();
  }

  #listen(): void {
    const { queue, lane } = this.#source;
    const on = (outcome: string, act: (token: string, state: Delivery['remote_state']) => void): void => {
      this.#sender.on(outcome, (context: EventContext) => void this.#settle(deliveryOf(context), act));
    };
    on('accepted', (token) => queue.settle.complete(lane, token));
    on('released', (token) => queue.settle.abandon(lane, token, new Map(), false));
    on('modified', (token, state) => {
      const changes = mapOf(state?.value[2]);
      if (state?.value[1]?.value === true) queue.settle.defer(lane, token, changes);
      else queue.settle.abandon(lane, token, changes);
    });
    on('rejected', (token, state) => queue.settle.deadLetter(lane, token, deadLetterChanges(state)));
    this.#sender.on('sender_flow', () => {
      this.#feed();
      if (senderInsides(this.#sender)._draining) this.#answerDrain();
    });
  }

  async #settle(delivery: Delivery, act: (token: string, state: Delivery['remote_state']) => void): Promise<void> {
    let problem: ReturnType<typeof problemOf> | undefined;
    try {
      this.#broker.store.check();
      if (this.#sessionId !== undefined) this.#source.lane.sessions?.mustHold(this.#sessionId, this);
      act(guidText(swapGuid(delivery.tag)), delivery.remote_state);
      points['settlement-taken'].pass();
      await this.#broker.store.committed(points['settlement-committed']);
    } catch (error) {
      problem = problemOf(error);
    }
    settle(delivery, problem);
    points['settlement-acknowledged'].passOnceSent();
    // The client never says that it is settled for it as well.
    delivery.remote_settled = true;
    const { deliveries } = sessionInsides(this.#sender.session).outgoing;
    if (deliveries instanceof Deliveries) deliveries.forget(delivery);
  }

  #feed(): void {
    if (this.#closed || this.credit() <= 0) return;
    const { lane } = this.#source;
    if (lane.sessions === undefined) lane.feed(this);
    else if (this.#sessionId !== undefined) lane.sessions.feed(this.#sessionId, this);
  }

  /** The link was closed before the message left. */
  #takeBack(token: string | undefined): void {
    const { lane, queue } = this.#source;
    if (token !== undefined && lane.isLocked(token)) queue.settle.abandon(lane, token, new Map(), false);
  }

  #send(handed: Handed): void {
    const tag = handed.entry.lock === undefined ? undefined : swapGuid(guidBytes(handed.entry.lock.token));
    const bytes = encodeHanded(handed);
    this.#unsent.add(this.#sender.send(bytes, tag, 0).id, bytes.length);
    points['delivery-sent'].passOnceSent();
  }

  #countUnsent(): number {
    this.#unsent.sentBefore(sessionInsides(this.#sender.session).outgoing.next_pending_delivery);
    return this.#unsent.count;
  }

  /** Says that there is nothing more for the credit the client wants back, once all that was promised is on its way. */
  #answerDrain(): void {
    if (this.#closed || this.#promised > 0) return;
    senderInsides(this.#sender).issue_flow = true;
    connectionInsides(this.#sender.connection)._register();
  }

  #drained(): boolean {
    const insides = senderInsides(this.#sender);
    if (!insides._draining) return false;
    if (this.#countUnsent() > 0) {
      // The session's window is full: answer when the client has made room.
      setTimeout(() => this.#answerDrain(), 5).unref();
      return false;
    }
    insides._draining = false;
    insides.delivery_count += insides.credit;
    insides.credit = 0;
    return true;
  }
}

/** Reason, description and further properties travel in the error of the outcome. */
function deadLetterChanges(state: Delivery['remote_state']): PropertyChanges {
  const error = elements(state?.value[0]);
  const changes = new Map<string, unknown>(mapOf(error[2]));
  for (const name of ['DeadLetterReason', 'DeadLetterErrorDescription']) {
    const value = changes.get(name);
    if (typeof value === 'object' && value !== null && 'value' in value && value.value === null) changes.delete(name);
  }
  return changes;
}
