import fc from 'fast-check';
import type { SessionHolder, SessionTable } from '../../src/broker/session-table.js';
import type { World } from './world.js';
import { idOf } from './world.js';

export const SESSION_LOCK = 500;

type Name = 'a' | 'b' | 'c';

interface ModelMessage {
  readonly id: string;
  attempts: number;
  /** A receiver has it. */
  taken: boolean;
}

interface ModelSession {
  readonly messages: ModelMessage[];
  state: string | undefined;
  /** 0: free. */
  lockedUntil: number;
}

/** What sessions should be: a row of messages, a state and at most one holder each. */
export class SessionModel {
  now = 1_000_000;
  count = 0;
  readonly sessions: Record<Name, ModelSession> = { a: free(), b: free(), c: free() };

  /** The holder is gone: what it took goes back. */
  release(session: ModelSession): void {
    session.lockedUntil = 0;
    for (const message of session.messages) message.taken = false;
  }
}

const free = (): ModelSession => ({ messages: [], state: undefined, lockedUntil: 0 });

export interface SessionReal {
  readonly world: World;
  readonly holders: Map<Name, Holder>;
}

class Holder implements SessionHolder {
  readonly mode = 'peek-lock';
  readonly taken: { id: string; token: string }[] = [];
  wanted = 0;
  lost = false;

  credit = (): number => this.wanted;
  take: SessionHolder['take'] = (handed) => {
    this.wanted--;
    this.taken.push({ id: idOf(handed), token: handed.entry.lock?.token ?? '' });
  };
  sessionLost = (): void => {
    this.lost = true;
  };
}

type Command = fc.Command<SessionModel, SessionReal>;

const command = (
  told: string,
  act: (model: SessionModel, real: SessionReal, sessions: SessionTable) => void,
): Command => ({
  check: () => true,
  run: (model, real) => {
    const sessions = real.world.queue.main.sessions;
    if (sessions === undefined) throw new Error('The queue has no sessions.');
    act(model, real, sessions);
    for (const [name, { messages }] of Object.entries(model.sessions)) {
      const shown = real.world.queue.main.peek(0, 1000, name).map((one) => [idOf(one), one.entry.attempts]);
      expect(shown).toEqual(messages.map(({ id, attempts }) => [id, attempts]));
    }
  },
  toString: () => told,
});

const send = (name: Name): Command =>
  command(`send(${name})`, (model, { world }) => {
    const id = `${name}${model.count++}`;
    model.sessions[name].messages.push({ id, attempts: 0, taken: false });
    world.send({ id, timeToLive: 0, scheduledFor: 0, sessionId: name });
  });

const accept = (name: Name): Command =>
  command(`accept(${name})`, (model, { holders }, sessions) => {
    const session = model.sessions[name];
    const holder = new Holder();
    if (session.lockedUntil > 0) {
      expect(() => sessions.accept(name, holder)).toThrow('cannot be accepted');
      return;
    }
    session.lockedUntil = model.now + SESSION_LOCK;
    expect(sessions.accept(name, holder)).toBe(session.lockedUntil);
    holders.set(name, holder);
  });

const acceptNext = (): Command =>
  command('acceptNext()', (model, { holders }, sessions) => {
    const holder = new Holder();
    let given: string | undefined;
    const stop = sessions.acceptNext(holder, (sessionId) => {
      given = sessionId;
    });
    stop();
    const ready = Object.entries(model.sessions).filter(
      ([, { lockedUntil, messages }]) => lockedUntil === 0 && messages.length > 0,
    );
    if (given === undefined) {
      expect(ready).toEqual([]);
      return;
    }
    const name = given as Name; // one that was sent to
    expect(ready.map(([each]) => each)).toContain(name);
    model.sessions[name].lockedUntil = model.now + SESSION_LOCK;
    holders.set(name, holder);
  });

/** With the session's holder, if there is one. */
const held = (
  told: string,
  name: Name,
  act: (holder: Holder, session: ModelSession, model: SessionModel, real: SessionReal, sessions: SessionTable) => void,
): Command =>
  command(`${told}(${name})`, (model, real, sessions) => {
    const holder = real.holders.get(name);
    if (holder !== undefined) act(holder, model.sessions[name], model, real, sessions);
  });

const receive = (name: Name): Command =>
  held('receive', name, (holder, session, _model, _real, sessions) => {
    const expected = session.messages.find(({ taken }) => !taken);
    const before = holder.taken.length;
    holder.wanted = 1;
    sessions.feed(name, holder);
    holder.wanted = 0;
    expect(holder.taken.slice(before).map(({ id }) => id)).toEqual(expected === undefined ? [] : [expected.id]);
    if (expected !== undefined) Object.assign(expected, { taken: true, attempts: expected.attempts + 1 });
  });

const settle = (name: Name, completes: boolean): Command =>
  held(completes ? 'complete' : 'abandon', name, (holder, session, _model, { world }) => {
    const first = holder.taken.shift();
    const message = session.messages.find(({ id }) => id === first?.id);
    if (first === undefined || message === undefined) return;
    if (completes) {
      world.queue.settle.complete(world.queue.main, first.token);
      session.messages.splice(session.messages.indexOf(message), 1);
    } else {
      world.queue.settle.abandon(world.queue.main, first.token, new Map());
      message.taken = false;
    }
  });

const setState = (name: Name): Command =>
  held('setState', name, (_holder, session, model, _real, sessions) => {
    session.state = `state ${model.count++}`;
    sessions.setState(name, Buffer.from(session.state));
  });

const renew = (name: Name): Command =>
  held('renew', name, (_holder, session, model, _real, sessions) => {
    session.lockedUntil = model.now + SESSION_LOCK;
    expect(sessions.renew(name)).toBe(session.lockedUntil);
  });

const close = (name: Name): Command =>
  held('close', name, (holder, session, model, { holders }, sessions) => {
    sessions.release(name, holder);
    holders.delete(name);
    model.release(session);
  });

const pass = (steps: number): Command =>
  command(`pass(${steps * 100})`, (model, { world, holders }) => {
    world.pass(steps);
    model.now += steps * 100;
    for (const [name, session] of Object.entries(model.sessions) as [Name, ModelSession][]) {
      const isOver = session.lockedUntil > 0 && session.lockedUntil <= model.now;
      if (session.lockedUntil > 0) expect(holders.get(name)?.lost).toBe(isOver);
      if (!isOver) continue;
      model.release(session);
      holders.delete(name);
    }
  });

const restart = (): Command =>
  command('restart()', (model, { world, holders }) => {
    world.restart();
    holders.clear();
    for (const [name, session] of Object.entries(model.sessions)) {
      model.release(session);
      expect(world.queue.main.sessions?.state(name)?.toString()).toBe(session.state);
    }
  });

/** Everything that can happen to sessions. */
export const sessionCommands = (): fc.Arbitrary<Command>[] => {
  const name = fc.constantFrom<Name>('a', 'b', 'c');
  return [
    name.map(send),
    name.map(send),
    name.map(accept),
    fc.constant(acceptNext()),
    name.map(receive),
    name.map(receive),
    fc.tuple(name, fc.boolean()).map(([which, completes]) => settle(which, completes)),
    name.map(setState),
    name.map(renew),
    name.map(close),
    fc.integer({ min: 1, max: 6 }).map(pass),
    fc.constant(restart()),
  ];
};
