import type { Sent } from './world.js';

export const LOCK = 1000;
export const MAX_DELIVERIES = 3;
export const WINDOW = 1500;

export interface Item {
  sequence: number;
  readonly id: string;
  readonly timeToLive: number;
  place: 'active' | 'deferred' | 'scheduled' | 'dead' | 'dead and deferred';
  attempts: number;
  /** 0: not locked. */
  lockedUntil: number;
  /** Counts the locks it had. */
  locks: number;
  expiresAt: number;
  readonly dueAt: number;
}

/** What a queue should be: a list of messages, and what each call does to one of them. */
export class QueueModel {
  now = 1_000_000;
  items: Item[] = [];
  readonly #duplicates: boolean;
  readonly #deadLetters: boolean;
  readonly #seen = new Map<string, number>();
  #nextSequence = 1;

  constructor({ duplicates, deadLetters }: { duplicates: boolean; deadLetters: boolean }) {
    this.#duplicates = duplicates;
    this.#deadLetters = deadLetters;
  }

  send({ id, timeToLive, scheduledFor }: Sent): void {
    const seenAt = this.#seen.get(id);
    if (this.#duplicates && seenAt !== undefined && seenAt > this.now - WINDOW) return;
    this.#seen.set(id, this.now);
    const scheduled = scheduledFor > this.now;
    const starts = scheduled ? scheduledFor : this.now;
    this.items.push({
      sequence: this.#nextSequence++,
      id,
      timeToLive,
      place: scheduled ? 'scheduled' : 'active',
      attempts: 0,
      lockedUntil: 0,
      locks: 0,
      expiresAt: timeToLive === 0 ? Number.POSITIVE_INFINITY : starts + timeToLive,
      dueAt: scheduledFor,
    });
  }

  at(place: Item['place']): Item[] {
    return this.items.filter((item) => item.place === place).sort((a, b) => a.sequence - b.sequence);
  }

  /** What a receiver gets next. */
  get next(): Item | undefined {
    return this.at('active').find(({ lockedUntil }) => lockedUntil === 0);
  }

  get nextDead(): Item | undefined {
    return this.at('dead').find(({ lockedUntil }) => lockedUntil === 0);
  }

  lock(item: Item): void {
    item.lockedUntil = this.now + LOCK;
    item.locks++;
    if (item.place !== 'dead') item.attempts++;
  }

  remove(item: Item): void {
    this.items = this.items.filter((other) => other !== item);
  }

  /** The message is no longer locked, and may have had its last attempt, or outlived its time. */
  giveBack(item: Item): void {
    item.lockedUntil = 0;
    if (item.place === 'active' && item.attempts >= MAX_DELIVERIES) this.bury(item);
    this.expire();
  }

  bury(item: Item): void {
    Object.assign(item, { place: 'dead', lockedUntil: 0, expiresAt: Number.POSITIVE_INFINITY });
  }

  pass(steps: number): void {
    for (let step = 0; step < steps; step++) {
      this.now += 100;
      for (const item of this.items) if (item.lockedUntil > 0 && item.lockedUntil <= this.now) this.giveBack(item);
      const due = this.at('scheduled').filter(({ dueAt }) => dueAt <= this.now);
      for (const item of due.sort((a, b) => a.dueAt - b.dueAt)) {
        const expiresAt = item.timeToLive === 0 ? Number.POSITIVE_INFINITY : this.now + item.timeToLive;
        Object.assign(item, { place: 'active', sequence: this.#nextSequence++, expiresAt });
      }
      this.expire();
    }
  }

  /** Those that nobody holds. */
  expire(): void {
    for (const item of this.at('active')) {
      if (item.lockedUntil > 0 || item.expiresAt > this.now) continue;
      if (this.#deadLetters) this.bury(item);
      else this.remove(item);
    }
  }

  /** All locks end with the process. */
  restart(): void {
    for (const item of this.items) if (item.lockedUntil > 0) this.giveBack(item);
    this.expire();
  }
}
