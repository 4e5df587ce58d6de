import { setTimeout as delay } from 'node:timers/promises';
import type { Order, TimelineItem } from '@causeway/data-model';
import pLimit from 'p-limit';
import { Refusal, type Session } from '../client/shop.js';
import type { Finding, LaboratoryClient } from '../laboratory/laboratory-client.js';
import { customerOf, type Market } from './market.js';
import { possibleEnds, settled } from './outcomes.js';
import type { Schedule } from './schedule.js';
import type { Witness } from './witness.js';

const atOnce = 8;
const pageSize = 100;

/** What the stores say in the end. */
export interface Reckoning {
  invariants: Finding[];
  /** From the order's placing to its first rest, by its own timeline, ascending. */
  settleMs: number[];
}

/**
 * Compares the shop, now at rest, with what its customers were told: every accepted order stands, no key has two orders and
 * no refused one has any, every end is one its card allows; and I1 to I9. The witness hears of what does not fit.
 */
export async function reckon(
  market: Market,
  lab: LaboratoryClient,
  { schedule, witness, withinMs }: { schedule: Schedule; witness: Witness; withinMs: number },
): Promise<Reckoning> {
  const limit = pLimit(atOnce);
  const settleMs: number[] = [];
  const stand = schedule.traffic.map((purchase) =>
    limit(async () => {
      const answer = witness.accepted.get(purchase.key);
      if (answer === undefined) return;
      const customer = customerOf(market, purchase);
      const order = await orderOrNone(customer, answer.id);
      witness.stands(purchase.key, order);
      if (order === undefined) return;
      witness.read(order);
      if (settled.has(order.status) && !possibleEnds(purchase).includes(order.status))
        witness.violations.push(
          `Order ${order.id} (${purchase.method}, ${purchase.sequel}) ended as ${order.status}, which cannot be.`,
        );
      settleMs.push(...(await timeToRest(customer, answer.id)));
    }),
  );
  await Promise.all(stand);
  for (const customer of market.customers) await compareList(customer, witness);
  const invariants = await invariantsAtRest(lab, withinMs);
  // Nothing that was sent here was poison: whatever was given up was lost.
  for (const [path, count] of Object.entries(await lab.deadLetters()))
    witness.violations.push(`${count} messages of ${path} ended in the dead letters.`);
  return { invariants, settleMs: settleMs.sort((a, b) => a - b) };
}

async function orderOrNone(customer: Session, id: string): Promise<Order | undefined> {
  try {
    return (await customer.get<Order>(`/v1/orders/${id}`)).body;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

async function timeToRest(customer: Session, id: string): Promise<number[]> {
  const { body } = await customer.get<{ items: TimelineItem[] }>(`/v1/orders/${id}/timeline?limit=${pageSize}`);
  const placed = body.items.find(({ type }) => type === 'order.placed');
  const rested = body.items.find(({ status }) => status !== null && settled.has(status));
  return placed === undefined || rested === undefined ? [] : [Date.parse(rested.at) - Date.parse(placed.at)];
}

/** A customer's orders are those that were answered: one more would be an order nobody was told of. */
async function compareList(customer: Session, witness: Witness): Promise<void> {
  const known = new Set([...witness.accepted.values()].map(({ id }) => id));
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await customer.get<{ items: Order[]; nextCursor: string | null }>(
      `/v1/orders?limit=${pageSize}${after}`,
    );
    for (const { id, status } of body.items)
      if (!known.has(id))
        witness.violations.push(`Order ${id} (${status}) stands and no customer was ever told of it.`);
    cursor = body.nextCursor;
  } while (cursor !== null);
}

/** The checker looks at a system at rest; what is still on its way (letters, projections) is given time to arrive. */
async function invariantsAtRest(lab: LaboratoryClient, withinMs: number): Promise<Finding[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await lab.invariants().catch(() => undefined);
    if (found !== undefined && (found.every(({ holds }) => holds) || Date.now() > deadline)) return found;
    if (found === undefined && Date.now() > deadline + withinMs) throw new Error('The invariants cannot be checked.');
    await delay(1000);
  }
}
