import fc from 'fast-check';
import type { Lane } from '../../src/broker/lane.js';
import { type Item, LOCK, type QueueModel } from './queue-model.js';
import { idOf, type World } from './world.js';

interface Holding {
  readonly token: string;
  readonly item: Item;
  /** Which of the locks of the message it is. */
  readonly lock: number;
  readonly lane: 'main' | 'deadLetters';
}

/** What happens to the queue and to the model, and the messages that somebody holds, oldest first. */
export interface Real {
  readonly world: World;
  readonly held: Holding[];
  count: number;
}

type Settlement = 'complete' | 'abandon' | 'release' | 'defer' | 'deadLetter' | 'renew';

/** A command that can always run; afterwards queue and model must look alike. */
abstract class Act implements fc.Command<QueueModel, Real> {
  check(): boolean {
    return true;
  }

  run(model: QueueModel, real: Real): void {
    this.act(model, real);
    compare(model, real.world);
  }

  abstract act(model: QueueModel, real: Real): void;
  abstract toString(): string;
}

class Send extends Act {
  readonly #id: string;
  readonly #timeToLive: number;
  readonly #delay: number;

  constructor(id: string, timeToLive: number, delay: number) {
    super();
    this.#id = id;
    this.#timeToLive = timeToLive * 100;
    this.#delay = delay * 100;
  }

  override act(model: QueueModel, real: Real): void {
    // No two are due in the same moment: their order would be anybody's.
    const scheduledFor = this.#delay === 0 ? 0 : model.now + this.#delay - (real.count++ % 97);
    const sent = { id: this.#id, timeToLive: this.#timeToLive, scheduledFor };
    model.send(sent);
    real.world.send(sent);
  }

  override toString = (): string => `send(${this.#id}, lives ${this.#timeToLive}, in ${this.#delay})`;
}

class Receive extends Act {
  readonly #lane: 'main' | 'deadLetters';
  readonly #deletes: boolean;

  constructor(lane: 'main' | 'deadLetters', deletes: boolean) {
    super();
    this.#lane = lane;
    this.#deletes = deletes;
  }

  override act(model: QueueModel, { world, held }: Real): void {
    const lane = world.queue[this.#lane];
    const handed = world.receive(lane, this.#deletes ? 'receive-and-delete' : 'peek-lock');
    const expected = this.#lane === 'main' ? model.next : model.nextDead;
    expect(handed === undefined ? undefined : [handed.entry.sequence, idOf(handed)]).toEqual(
      expected === undefined ? undefined : [expected.sequence, expected.id],
    );
    if (handed === undefined || expected === undefined) return;
    expect(handed.deliveryCount).toBe(expected.attempts);
    if (this.#deletes) {
      model.remove(expected);
      return;
    }
    model.lock(expected);
    held.push({ token: handed.entry.lock?.token ?? '', item: expected, lock: expected.locks, lane: this.#lane });
  }

  override toString = (): string => `receive(${this.#lane}${this.#deletes ? ', delete' : ''})`;
}

class ReceiveDeferred extends Act {
  readonly #pick: number;

  constructor(pick: number) {
    super();
    this.#pick = pick;
  }

  override act(model: QueueModel, { world, held }: Real): void {
    const deferred = model.at('deferred');
    const item = deferred[this.#pick % Math.max(deferred.length, 1)];
    const take = () => world.queue.main.takeDeferred([item?.sequence ?? 0], { mode: 'peek-lock' });
    if (item === undefined || item.lockedUntil > 0) {
      expect(take).toThrow('does not exist');
      return;
    }
    const [handed] = take();
    model.lock(item);
    held.push({ token: handed?.entry.lock?.token ?? '', item, lock: item.locks, lane: 'main' });
  }

  override toString = (): string => `receiveDeferred(${this.#pick})`;
}

class Settle extends Act {
  readonly #what: Settlement;
  readonly #pick: number;

  constructor(what: Settlement, pick: number) {
    super();
    this.#what = what;
    this.#pick = pick;
  }

  override act(model: QueueModel, { world, held }: Real): void {
    const [holding] = held.splice(this.#pick % Math.max(held.length, 1), 1);
    if (holding === undefined) return;
    const { token, item, lock, lane } = holding;
    const act = () => settle(world, world.queue[lane], token, this.#what);
    if (this.#what === 'deadLetter' && lane === 'deadLetters') {
      expect(act).toThrow('dead letter already');
      return;
    }
    const isHeld = model.items.includes(item) && item.lockedUntil > 0 && item.locks === lock;
    expect(world.queue[lane].holds(token)).toBe(isHeld);
    if (!isHeld) {
      expect(act).toThrow('The lock supplied is invalid');
      return;
    }
    act();
    if (this.#what === 'renew') {
      item.lockedUntil = model.now + LOCK;
      held.push(holding);
    } else settleModel(model, item, this.#what);
  }

  override toString = (): string => `${this.#what}(${this.#pick})`;
}

function settle({ queue }: World, lane: Lane, token: string, what: Settlement): void {
  if (what === 'complete') queue.settle.complete(lane, token);
  else if (what === 'abandon') queue.settle.abandon(lane, token, new Map());
  else if (what === 'release') queue.settle.abandon(lane, token, new Map(), false);
  else if (what === 'defer') queue.settle.defer(lane, token, new Map());
  else if (what === 'deadLetter') queue.settle.deadLetter(lane, token, new Map());
  else lane.renew(token);
}

function settleModel(model: QueueModel, item: Item, what: Exclude<Settlement, 'renew'>): void {
  if (what === 'complete') {
    model.remove(item);
  } else if (what === 'deadLetter') {
    item.attempts--;
    model.bury(item);
  } else if (what === 'defer') {
    Object.assign(item, { place: item.place === 'dead' ? 'dead and deferred' : 'deferred', lockedUntil: 0 });
  } else {
    if (what === 'release' && item.place !== 'dead') item.attempts--;
    model.giveBack(item);
  }
}

class Cancel extends Act {
  readonly #pick: number;

  constructor(pick: number) {
    super();
    this.#pick = pick;
  }

  override act(model: QueueModel, { world }: Real): void {
    const scheduled = model.at('scheduled');
    const item = scheduled[this.#pick % Math.max(scheduled.length, 1)];
    if (item === undefined) {
      expect(() => world.queue.cancel(this.#pick)).toThrow('does not exist');
      return;
    }
    world.queue.cancel(item.sequence);
    model.remove(item);
  }

  override toString = (): string => `cancel(${this.#pick})`;
}

class Pass extends Act {
  readonly #steps: number;

  constructor(steps: number) {
    super();
    this.#steps = steps;
  }

  override act(model: QueueModel, { world }: Real): void {
    model.pass(this.#steps);
    world.pass(this.#steps);
  }

  override toString = (): string => `pass(${this.#steps * 100})`;
}

class Restart extends Act {
  override act(model: QueueModel, real: Real): void {
    real.world.restart();
    real.held.length = 0;
    model.restart();
  }

  override toString = (): string => 'restart()';
}

const isDead = (place: Item['place']): boolean => place === 'dead' || place === 'dead and deferred';

function compare(model: QueueModel, { queue, now }: World): void {
  expect(now).toBe(model.now);
  const shown = (lane: Lane) =>
    lane.peek(0, 1000, undefined).map((handed) => [handed.entry.sequence, idOf(handed), handed.entry.attempts]);
  const wanted = (items: Item[]) =>
    items
      .filter(({ place, lockedUntil, expiresAt }) => place !== 'active' || lockedUntil > 0 || expiresAt > now)
      .map(({ sequence, id, attempts }) => [sequence, id, attempts]);
  const inOrder = [...model.items].sort((a, b) => a.sequence - b.sequence);
  const main = inOrder.filter(({ place }) => !isDead(place));
  const dead = inOrder.filter(({ place }) => isDead(place));
  expect(shown(queue.main)).toEqual(wanted(main));
  expect(shown(queue.deadLetters).map(([sequence, id]) => [sequence, id])).toEqual(
    wanted(dead).map(([sequence, id]) => [sequence, id]),
  );
}

const settlements: Settlement[] = ['complete', 'abandon', 'release', 'defer', 'deadLetter', 'renew'];

/** Everything that can happen to a queue. */
export const commands = (restarts: boolean): fc.Arbitrary<fc.Command<QueueModel, Real>>[] => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const pick = fc.nat(5);
  const settle = fc.tuple(fc.constantFrom(...settlements), pick).map(([what, which]) => new Settle(what, which));
  const receive = fc.tuple(fc.constantFrom('main' as const, 'main' as const, 'deadLetters' as const), fc.nat(4));
  return [
    fc.tuple(id, fc.constantFrom(0, 0, 3, 8, 15), fc.constantFrom(0, 0, 0, 2, 9)).map((given) => new Send(...given)),
    fc.tuple(id, fc.constantFrom(0, 0, 3, 8, 15), fc.constantFrom(0, 0, 0, 2, 9)).map((given) => new Send(...given)),
    receive.map(([lane, deletes]) => new Receive(lane, deletes === 0)),
    receive.map(([lane]) => new Receive(lane, false)),
    settle,
    settle,
    pick.map((which) => new ReceiveDeferred(which)),
    pick.map((which) => new Cancel(which)),
    fc.integer({ min: 1, max: 12 }).map((steps) => new Pass(steps)),
    ...(restarts ? [fc.constant(new Restart())] : []),
  ];
};
