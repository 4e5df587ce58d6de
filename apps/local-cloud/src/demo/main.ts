import { setTimeout as delay } from 'node:timers/promises';
import Table from 'cli-table3';
import { Refusal, Shop } from '../client/shop.js';
import type { Invariant } from '../replay/report.js';
import { Shopping, type TimelineItem } from './shopping.js';
import { type Teller, tellStory } from './story.js';
import { type TraceSpan, waterfall } from './waterfall.js';

const password = 'causeway-demo-1';

/**
 * Tells the story of a two-cloud order in the terminal, against a system that runs.
 *
 * @param url the gateway
 * @returns 0, or 1 when an invariant is broken
 * @throws Error naming the step that did not end as it should
 */
export async function demo(url: string): Promise<number> {
  const shop = new Shop(url);
  const run = String(Date.now());
  const customer = await shop.session(`demo-${run}@causeway.example`, password, 'Ann');
  const support = await shop.session('support@causeway.example', password);
  await tellStory(new Shopping(shop, customer, support, run), teller, async (traceId) => {
    teller.chapter('One trace', `That order's whole way, in both clouds: ${traceId}`);
    for (const line of waterfall(await wholeTrace(shop, traceId))) teller.say(line);
  });

  teller.chapter('What must always hold', 'The checker reads the stores, not the API.');
  const invariants = await invariantsAtRest(shop);
  const table = new Table({ head: ['', 'invariant', 'checked', ''], style: { head: [], border: [] } });
  for (const { id, rule, checked, holds } of invariants) table.push([id, rule, checked, holds ? 'holds' : 'BROKEN']);
  console.log(table.toString());
  const broken = invariants.filter(({ holds }) => !holds);
  for (const { id, violations } of broken)
    for (const violation of violations) console.log(`${id} is broken: ${violation}`);
  return broken.length === 0 ? 0 : 1;
}

const teller: Teller = {
  chapter: (title, why) => console.log(`\n== ${title}\n   ${why}`),
  say: (line) => console.log(`   ${line}`),
  timeline: (items) => {
    const start = Date.parse(items[0]?.at ?? '');
    for (const item of items) console.log(`   ${timelineLine(item, start)}`);
  },
};

function timelineLine({ at, cloud, service, type, status, traceId }: TimelineItem, start: number): string {
  const after = `+${Date.parse(at) - start} ms`;
  return `${after.padStart(9)}  ${cloud.padEnd(5)} ${service.padEnd(21)} ${type.padEnd(24)} ${status.padEnd(18)} ${traceId}`;
}

/** Spans are sent in groups: waits until those of the last services have arrived, and every span's parent. */
async function wholeTrace(shop: Shop, traceId: string): Promise<TraceSpan[]> {
  for (let attempt = 0; ; attempt += 1) {
    const spans = await spansSoFar(shop, traceId);
    if (isWhole(spans) || attempt === 20) return spans;
    await delay(250);
  }
}

/** None while no service has sent any: the trace of an order that was quicker than that is not known yet. */
async function spansSoFar(shop: Shop, traceId: string): Promise<TraceSpan[]> {
  try {
    const { body } = await shop.send<{ spans: TraceSpan[] }>({ method: 'GET', path: `/__local/traces/${traceId}` });
    return body.spans;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return [];
    throw error;
  }
}

function isWhole(spans: readonly TraceSpan[]): boolean {
  const services = new Set(spans.map(({ service }) => service));
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== null && !ids.has(parentSpanId));
  return orphans.length === 0 && services.has('notification-service') && services.has('analytics-service');
}

/** What is still on its way is given ten seconds to arrive. */
async function invariantsAtRest(shop: Shop): Promise<Invariant[]> {
  for (let attempt = 0; ; attempt += 1) {
    const { body } = await shop.send<{ invariants: Invariant[] }>({ method: 'GET', path: '/__local/invariants' });
    if (body.invariants.every(({ holds }) => holds) || attempt === 20) return body.invariants;
    await delay(500);
  }
}
