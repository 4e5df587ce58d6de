import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '@causeway/data-model';
import pLimit from 'p-limit';
import type { LaboratoryClient } from '../laboratory/laboratory-client.js';
import { type Sample, sampleUntil } from './backlog.js';
import { Follower } from './follow.js';
import { type Deaths, killUntil } from './killer.js';
import type { Market } from './market.js';
import { settled } from './outcomes.js';
import { place } from './place.js';
import type { Schedule } from './schedule.js';
import type { Purchase } from './traffic.js';
import type { Witness } from './witness.js';

export interface StormPlan {
  concurrency: number;
  /** How long the link between the clouds is cut, in the middle of it all. */
  cutMs: number | undefined;
  /** Once nobody is killed any more: orders are stuck when not one has come to rest for so long. */
  settleWithinMs: number;
  onAnswered: () => void;
}

export interface Aftermath extends Deaths {
  /** By code; an order that was never answered counts as `unanswered`. */
  refused: Record<string, number>;
  /** Purchases whose order did not come to rest, with the state it was left in. */
  unsettled: { key: string; orderId: string; status: string }[];
  ends: Map<string, string>;
  samples: Sample[];
  acceptedDuringCut: number;
  trafficMs: number;
  settledAfterMs: number;
}

/** After this share of the orders the link is cut. */
const cutAfter = 1 / 3;
const sampleEveryMs = 1000;
/** All who wait for their orders look at them so often together: a crowd would keep the shop busy with nothing else. */
const lookEveryMs = 25;

/** Plays the whole traffic while processes are killed, then waits in peace for every order to come to rest. */
export class Storm {
  readonly #market: Market;
  readonly #lab: LaboratoryClient;
  readonly #witness: Witness;
  readonly #plan: StormPlan;
  readonly #refused: Record<string, number> = {};
  readonly #ends = new Map<string, string>();
  readonly #following: Promise<void>[] = [];
  readonly #over = new AbortController();
  #left = 0;
  #cut: Promise<void> | undefined;
  #isCut = false;
  #acceptedDuringCut = 0;

  constructor(market: Market, lab: LaboratoryClient, witness: Witness, plan: StormPlan) {
    this.#market = market;
    this.#lab = lab;
    this.#witness = witness;
    this.#plan = plan;
  }

  async rage(schedule: Schedule): Promise<Aftermath> {
    const [peace, rest] = [new AbortController(), new AbortController()];
    const killing = killUntil(peace.signal, this.#lab, { schedule });
    const sampling = sampleUntil(rest.signal, this.#lab, { everyMs: sampleEveryMs, counts: () => this.#counts() });
    const began = performance.now();
    this.#left = schedule.traffic.length;
    const limit = pLimit(this.#plan.concurrency);
    await Promise.all(schedule.traffic.map((purchase) => limit(() => this.#play(purchase, schedule.traffic.length))));
    await this.#cut;
    const trafficMs = performance.now() - began;
    peace.abort();
    const deaths = await killing;
    const unsettled = await this.#untilAtRest();
    const settledAfterMs = performance.now() - began - trafficMs;
    rest.abort();
    const samples = await sampling;
    const { refused, ends, acceptedDuringCut } = this.#told();
    return { ...deaths, refused, unsettled, ends, samples, acceptedDuringCut, trafficMs, settledAfterMs };
  }

  #told() {
    return { refused: this.#refused, ends: this.#ends, acceptedDuringCut: this.#acceptedDuringCut };
  }

  #counts() {
    const accepted = this.#witness.accepted.size;
    return { cut: this.#isCut, accepted, waiting: accepted - this.#ends.size };
  }

  async #play(purchase: Purchase, all: number): Promise<void> {
    if (this.#plan.cutMs !== undefined && this.#left <= all * (1 - cutAfter))
      this.#cut ??= this.#cutLink(this.#plan.cutMs);
    // While the link is cut, what is left of the traffic is spread over that time: orders have to be seen going on.
    if (this.#isCut) await delay(((this.#plan.cutMs ?? 0) * this.#plan.concurrency) / Math.max(1, this.#left));
    try {
      const placed = await place(this.#market, purchase, this.#witness);
      if ('refused' in placed) this.#countRefusal(placed.refused);
      else this.#accept(purchase, placed.order);
    } catch (error) {
      this.#countRefusal('unanswered');
      const why = error instanceof Error ? error.message : String(error);
      this.#witness.violations.push(`Purchase ${purchase.key} was never answered: ${why}`);
    }
    this.#left -= 1;
    this.#plan.onAnswered();
  }

  #accept(purchase: Purchase, order: Order): void {
    if (this.#isCut) this.#acceptedDuringCut += 1;
    const told = { purchase, order, witness: this.#witness };
    const longestWaitMs = () => Math.max(4000, this.#counts().waiting * lookEveryMs);
    const follower = new Follower(this.#market, told, { over: this.#over.signal, longestWaitMs });
    const following = follower.follow().then(
      (status) => void this.#ends.set(purchase.key, status),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#witness.violations.push(`Order ${order.id} could not be followed: ${why}`);
        this.#ends.set(purchase.key, 'unknown');
      },
    );
    this.#following.push(following);
  }

  async #cutLink(ms: number): Promise<void> {
    await this.#lab.link('cut');
    this.#isCut = true;
    await delay(ms);
    await this.#lab.link('heal');
    this.#isCut = false;
  }

  #countRefusal(code: string): void {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }

  async #untilAtRest(): Promise<Aftermath['unsettled']> {
    let [atRest, since] = [this.#ends.size, performance.now()];
    const timer = setInterval(() => {
      if (this.#ends.size > atRest) [atRest, since] = [this.#ends.size, performance.now()];
      if (performance.now() - since > this.#plan.settleWithinMs) this.#over.abort();
    }, sampleEveryMs);
    await Promise.all(this.#following);
    clearInterval(timer);
    return [...this.#ends].flatMap(([key, status]) =>
      settled.has(status) ? [] : [{ key, orderId: this.#witness.accepted.get(key)?.id ?? '', status }],
    );
  }
}
