import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import pLimit from 'p-limit';
import type { Operation } from './api-document.js';
import { type Draft, draftsOf } from './drafts.js';
import { exchange, type HttpAnswer, NoAnswer } from './exchange.js';
import { faultsOf } from './judge.js';
import { listOf } from './known.js';
import { type Rendered, render } from './render.js';
import type { ShopKnowledge } from './shop-knowledge.js';

export type FuzzOptions = {
  /** Of the first round; each later one has the next. */
  seed: number;
  /** Requests to each operation in a round. */
  runs: number;
  /** No more rounds than these, and no new requests after so many milliseconds. */
  rounds: number;
  forMs: number;
  /** So many milliseconds an answer may take. */
  answerWithinMs: number;
  /** Names of operations, such as `POST /v1/orders`; all without. */
  only?: readonly string[] | undefined;
  /** Where in its runs an operation failed before: to begin there. */
  path?: string | undefined;
};

export type FuzzReport = {
  /** How often each operation answered each status. */
  statuses: Record<string, Record<number, number>>;
  requests: number;
  /** A paragraph for each operation with a fault, with what it takes to see it again. */
  faults: Map<string, string>;
};

/** So many operations are asked at the same time. */
const atOnce = 4;
/** An answer is only worth remembering while it is short. */
const mostToHear = 200_000;

/** Asks all operations for anything, round after round, and holds every answer to the document. */
export async function fuzz(
  operations: readonly Operation[],
  knowledge: ShopKnowledge,
  options: FuzzOptions,
): Promise<FuzzReport> {
  const report: FuzzReport = { statuses: {}, requests: 0, faults: new Map() };
  const until = performance.now() + options.forMs;
  const limit = pLimit(atOnce);
  // When the time is over, fast-check waits for no answer any more.
  const underWay = new Set<Promise<void>>();
  for (let round = 0; round < options.rounds && performance.now() < until; round += 1) {
    await knowledge.prepareRound();
    const chosen = operations.filter(({ name }) => options.only?.includes(name) ?? !report.faults.has(name));
    const each = chosen.map((operation) =>
      limit(async () => {
        const found = await fc.check(
          fc.asyncProperty(draftsOf(operation, knowledge), async (draft) => {
            const trial = tryOut(draft, { operations, knowledge, report, withinMs: options.answerWithinMs });
            underWay.add(trial);
            await trial.finally(() => underWay.delete(trial));
          }),
          {
            seed: options.seed + round,
            numRuns: options.runs,
            interruptAfterTimeLimit: Math.max(1, until - performance.now()),
            ...(options.path === undefined ? {} : { path: options.path }),
          },
        );
        if (found.failed && found.counterexample !== null) report.faults.set(operation.name, told(operation, found));
      }),
    );
    await Promise.all(each);
  }
  await Promise.allSettled(underWay);
  return report;
}

type Trial = { operations: readonly Operation[]; knowledge: ShopKnowledge; report: FuzzReport; withinMs: number };

/** @throws Error that says what is wrong with the answer */
async function tryOut(draft: Draft, { operations, knowledge, report, withinMs }: Trial): Promise<void> {
  const sent = render(draft, knowledge);
  const answer = await answerTo(sent, withinMs);
  report.requests += 1;
  if (answer instanceof NoAnswer) throw new Error(`${answer.message}\n${shown(sent)}`);
  count(report, draft, sent, answer);
  const faults = faultsOf(draft, sent, answer, operations);
  if (faults.length > 0) throw new Error(`${faults.join('\n')}\n${shown(sent)}`);
  hear(draft, sent, answer, knowledge);
}

/** What other methods and other paths answered is not counted as the operation's own. */
function count(
  { statuses }: FuzzReport,
  { operation, tricks }: Draft,
  { method }: Rendered,
  { status }: HttpAnswer,
): void {
  if (method !== operation.method || tricks.path !== undefined) return;
  const counted = statuses[operation.name] ?? {};
  statuses[operation.name] = { ...counted, [status]: (counted[status] ?? 0) + 1 };
}

/** A refusal that says when to come back is taken at its word so many times: a store can be slow on a busy machine. */
const mostReturns = 3;

async function answerTo({ port, bytes }: Rendered, withinMs: number): Promise<HttpAnswer | NoAnswer> {
  for (let returns = 0; ; returns += 1) {
    const answer = await exchange(port, bytes, withinMs).catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    if (answer instanceof NoAnswer || answer.status !== 503 || returns === mostReturns) return answer;
    const seconds = Number(answer.headers.get('retry-after'));
    if (!(seconds > 0 && seconds <= 10)) return answer;
    await pause(seconds * 1000);
  }
}

function told({ name }: Operation, { seed, counterexamplePath, errorInstance }: fc.RunDetails<[Draft]>): string {
  const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${name}: ${what}\nAgain: FUZZ_SEED=${seed} FUZZ_ONLY='${name}' FUZZ_PATH=${counterexamplePath}`;
}

const shown = ({ port, bytes }: Rendered): string => {
  const text = bytes.toString('utf8').replaceAll(/authorization: Bearer ey\S+/g, 'authorization: Bearer <token>');
  return `Sent to port ${port}: ${text.length > 1500 ? `${text.slice(0, 1500)}...` : text}`;
};

/** Learns from an answer what later requests can name. */
function hear(
  { operation }: Draft,
  { target }: Rendered,
  { status, headers, body }: HttpAnswer,
  { told }: ShopKnowledge,
): void {
  if (
    status >= 300 ||
    body.length === 0 ||
    body.length > mostToHear ||
    !headers.get('content-type')?.startsWith('application/json')
  )
    return;
  const value: unknown = JSON.parse(body.toString('utf8'));
  told.hear(value, listOf(operation.path));
  if (typeof value === 'object' && value !== null && 'nextCursor' in value && typeof value.nextCursor === 'string') {
    told.add(`cursor of ${operation.name}`, value.nextCursor);
  }
  const [, list, id] = /^(\/v1\/[\w-]+)\/([\w-]+)$/.exec(headers.get('location') ?? '') ?? [];
  if (list !== undefined && id !== undefined) told.add(`id of ${list}`, id);
  const path = headers.get('location') ?? target.split('?')[0];
  const tag = headers.get('etag');
  if (tag !== undefined) told.replace(`entity tag of ${path}`, tag);
}
