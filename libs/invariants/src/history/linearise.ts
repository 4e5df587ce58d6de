/** When a request began and ended, in milliseconds of one clock; `Infinity` for one that was never answered. */
export type Timed = { start: number; end: number };

export type Model<State, Op> = {
  first: State;
  /** The states that the system may be in once `op` took effect in `state`; none when it cannot have taken effect there. */
  after(state: State, op: Op): readonly State[];
  /** Equal for equal states. */
  keyOf(state: State): string;
};

export type Linearisation<State, Op> =
  | { outcome: 'found' }
  /** No order of the requests explains them all. The best try: what it explained, where it stood, and what did not fit. */
  | { outcome: 'none'; explained: Op[]; state: State; unexplained: Op[] }
  | { outcome: 'too-many-tries' };

/** What was taken to have happened: all before `upTo` and those in `beyond`, indices into requests sorted by their start. */
type Try<State> = {
  upTo: number;
  beyond: readonly number[];
  state: State;
  /** Which request was the last, and the try before it. */
  last?: { index: number; before: Try<State> };
};

/**
 * Looks for an order of requests that keeps to real time (what ended before another began comes first) and in which the
 * model allows each. What was not answered may have happened at any time after its start, or never.
 *
 * The search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memory of what was tried
 * ("Testing for linearizability", 2017). A request that leaves the state as it is, is taken as soon as it may be: nothing
 * after it could tell the difference.
 */
export function linearise<State, Op extends Timed>(
  requests: readonly Op[],
  model: Model<State, Op>,
  mostTries = 200_000,
): Linearisation<State, Op> {
  const ops = requests.toSorted((a, b) => a.start - b.start);
  const answered = ops.filter(({ end }) => end !== Number.POSITIVE_INFINITY).length;
  const seen = new Set<string>();
  const open: Try<State>[] = [{ upTo: 0, beyond: [], state: model.first }];
  let best = { count: -1, at: open[0] };
  for (let tries = 0; tries < mostTries; tries += 1) {
    const current = open.pop();
    if (current === undefined) return { outcome: 'none', ...failureOf(ops, best.at, model) };
    const count = answeredIn(ops, current);
    if (count === answered) return { outcome: 'found' };
    if (count > best.count) best = { count, at: current };
    for (const next of nextTries(ops, current, model)) {
      const key = `${next.upTo} ${next.beyond.join(',')} ${model.keyOf(next.state)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { outcome: 'too-many-tries' };
}

/** The one to follow first comes last. */
function nextTries<State, Op extends Timed>(
  ops: readonly Op[],
  current: Try<State>,
  model: Model<State, Op>,
): Try<State>[] {
  const key = model.keyOf(current.state);
  const found: Try<State>[] = [];
  for (const index of eligible(ops, current)) {
    const op = ops[index];
    if (op === undefined) continue;
    for (const state of model.after(current.state, op)) {
      const next = { ...including(current, index), state, last: { index, before: current } };
      if (op.end !== Number.POSITIVE_INFINITY && model.keyOf(state) === key) return [next];
      found.push(next);
    }
  }
  return found.reverse();
}

/** Requests that may be the next: those that began before any that is left had ended. First those that ended first. */
function eligible(ops: readonly Timed[], { upTo, beyond }: Try<unknown>): number[] {
  const candidates: number[] = [];
  let firstEnd = Number.POSITIVE_INFINITY;
  for (let index = upTo; index < ops.length; index += 1) {
    const op = ops[index];
    if (op === undefined || op.start > firstEnd) break;
    if (beyond.includes(index)) continue;
    firstEnd = Math.min(firstEnd, op.end);
    candidates.push(index);
  }
  const endOf = (index: number) => ops[index]?.end ?? 0;
  return candidates.filter((index) => (ops[index]?.start ?? 0) <= firstEnd).sort((a, b) => endOf(a) - endOf(b));
}

function including({ upTo, beyond }: Try<unknown>, index: number): { upTo: number; beyond: readonly number[] } {
  const all = [...beyond, index].sort((a, b) => a - b);
  let end = upTo;
  while (all[0] === end) {
    all.shift();
    end += 1;
  }
  return { upTo: end, beyond: all };
}

const answeredIn = (ops: readonly Timed[], { upTo, beyond }: Try<unknown>): number =>
  [...ops.slice(0, upTo), ...beyond.map((index) => ops[index])].filter(
    (op) => op !== undefined && op.end !== Number.POSITIVE_INFINITY,
  ).length;

function failureOf<State, Op extends Timed>(
  ops: readonly Op[],
  best: Try<State> | undefined,
  model: Model<State, Op>,
): { explained: Op[]; state: State; unexplained: Op[] } {
  const explained: Op[] = [];
  for (let at = best; at?.last !== undefined; at = at.last.before) {
    const op = ops[at.last.index];
    if (op !== undefined) explained.unshift(op);
  }
  const unexplained = best === undefined ? [] : eligible(ops, best).flatMap((index) => ops[index] ?? []);
  return {
    explained,
    state: best?.state ?? model.first,
    unexplained: unexplained.filter(({ end }) => end !== Number.POSITIVE_INFINITY),
  };
}
