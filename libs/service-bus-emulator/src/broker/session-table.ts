import type { Shelf } from '../storage/store.js';
import type { Consumer } from './consumer.js';
import { BrokerFailure } from './failure.js';
import type { LaneKeeper } from './lane-keeper.js';
import type { Entry } from './message.js';
import { ReadyList } from './ready-list.js';
import type { SessionMessages } from './session-messages.js';
import type { Surroundings } from './surroundings.js';

/** A receiver that holds a session. */
export interface SessionHolder extends Consumer {
  /** Its lock ran out. */
  sessionLost(): void;
}

export interface SessionLock {
  readonly holder: SessionHolder;
  until: number;
}

interface Session {
  readonly id: string;
  readonly ready: ReadyList;
  lock: SessionLock | undefined;
  state: Buffer | undefined;
  updatedAt: number;
}

interface Waiter {
  readonly holder: SessionHolder;
  given(sessionId: string, until: number): void;
}

/** The sessions of a lane: each has its own order, one holder at a time, and a state. */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  readonly #waiters = new Set<Waiter>();
  readonly #lane: SessionMessages;
  readonly #shelf: Shelf;
  readonly #keeper: LaneKeeper;
  readonly #around: Surroundings;

  constructor(lane: SessionMessages, shelf: Shelf, keeper: LaneKeeper, around: Surroundings) {
    this.#lane = lane;
    this.#shelf = shelf;
    this.#keeper = keeper;
    this.#around = around;
    for (const { sessionId, state, updatedAt } of around.store.sessionStates(shelf)) {
      const session = this.#session(sessionId);
      session.state = state;
      session.updatedAt = updatedAt;
    }
  }

  offer(entry: Entry): void {
    const session = this.#session(entry.sessionId ?? '');
    session.ready.push(entry);
    if (session.lock !== undefined) this.#pump(session, session.lock.holder);
    else this.#offerToWaiter(session);
  }

  /** Locks the named session. Throws `session-cannot-be-locked` while another receiver holds it. */
  accept(sessionId: string, holder: SessionHolder): number {
    const session = this.#session(sessionId);
    if (session.lock !== undefined) {
      throw new BrokerFailure(
        'session-cannot-be-locked',
        `The requested session '${sessionId}' cannot be accepted. It may be locked by another receiver.`,
      );
    }
    return this.#lock(session, holder);
  }

  /** Gives the next free session with messages, now or later. Returns how to stop waiting. */
  acceptNext(holder: SessionHolder, given: Waiter['given']): () => void {
    const waiter = { holder, given };
    for (const session of this.#sessions.values()) {
      if (session.lock === undefined && session.ready.peek() !== undefined) {
        given(session.id, this.#lock(session, holder));
        return () => undefined;
      }
    }
    this.#waiters.add(waiter);
    return () => this.#waiters.delete(waiter);
  }

  feed(sessionId: string, holder: SessionHolder): void {
    const session = this.#sessions.get(sessionId);
    if (session?.lock?.holder === holder) this.#pump(session, holder);
  }

  lockOf(sessionId: string | undefined): SessionLock | undefined {
    return this.#sessions.get(sessionId ?? '')?.lock;
  }

  /** Throws `session-lock-lost` unless the holder has it. */
  mustHold(sessionId: string, holder: SessionHolder | undefined): SessionLock {
    const lock = this.#sessions.get(sessionId)?.lock;
    if (lock === undefined || (holder !== undefined && lock.holder !== holder)) {
      throw new BrokerFailure(
        'session-lock-lost',
        `The session lock has expired on the session '${sessionId}'. Accept the session again.`,
      );
    }
    return lock;
  }

  renew(sessionId: string): number {
    const lock = this.mustHold(sessionId, undefined);
    lock.until = this.#around.now() + this.#keeper.lockDuration();
    for (const entry of this.#lane.lockedInSession(sessionId)) {
      if (entry.lock !== undefined) entry.lock.until = lock.until;
    }
    return lock.until;
  }

  /** The holder goes: its locked messages return to their places. */
  release(sessionId: string, holder: SessionHolder): void {
    const session = this.#sessions.get(sessionId);
    if (session?.lock?.holder !== holder) return;
    session.lock = undefined;
    for (const entry of this.#lane.lockedInSession(sessionId)) {
      this.#lane.forceUnlock(entry);
      this.#keeper.returned(entry);
    }
    // To the end of the line: sessions take turns.
    this.#sessions.delete(sessionId);
    this.#sessions.set(sessionId, session);
    this.#forgetIfEmpty(session);
    if (session.ready.peek() !== undefined) this.#offerToWaiter(session);
  }

  state(sessionId: string): Buffer | undefined {
    return this.#sessions.get(sessionId)?.state;
  }

  setState(sessionId: string, state: Buffer | undefined): void {
    const session = this.#session(sessionId);
    session.state = state;
    session.updatedAt = this.#around.now();
    this.#around.store.setSessionState(this.#shelf, sessionId, state, session.updatedAt);
    this.#forgetIfEmpty(session);
  }

  /** Ids of sessions with a state that changed since, or, with `since` undefined, of those with messages or a state. */
  list(since: number | undefined, skip: number, top: number): string[] {
    const ids = [...this.#sessions.values()]
      .filter((session) =>
        since === undefined
          ? session.state !== undefined || session.ready.peek() !== undefined || session.lock !== undefined
          : session.state !== undefined && session.updatedAt > since,
      )
      .map((session) => session.id);
    return ids.slice(skip, skip + top);
  }

  #session(id: string): Session {
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = { id, ready: new ReadyList(), lock: undefined, state: undefined, updatedAt: 0 };
      this.#sessions.set(id, session);
    }
    return session;
  }

  #lock(session: Session, holder: SessionHolder): number {
    const until = this.#around.now() + this.#keeper.lockDuration();
    session.lock = { holder, until };
    this.#appoint(session, session.lock);
    return until;
  }

  #appoint(session: Session, lock: SessionLock): void {
    this.#around.timeline.add({
      at: lock.until,
      stands: () => session.lock === lock,
      come: (now) => {
        if (session.lock !== lock) return;
        if (lock.until > now) {
          this.#appoint(session, lock);
          return;
        }
        this.release(session.id, lock.holder);
        lock.holder.sessionLost();
      },
    });
  }

  #offerToWaiter(session: Session): void {
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      waiter.given(session.id, this.#lock(session, waiter.holder));
      return;
    }
  }

  #pump(session: Session, holder: SessionHolder): void {
    while (session.lock?.holder === holder && holder.credit() > 0) {
      const entry = session.ready.shift();
      if (entry === undefined) return;
      this.#lane.hand(entry, holder);
    }
  }

  #forgetIfEmpty(session: Session): void {
    if (session.lock === undefined && session.state === undefined && session.ready.peek() === undefined) {
      this.#sessions.delete(session.id);
    }
  }
}
