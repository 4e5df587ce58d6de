import { setTimeout as delay } from 'node:timers/promises';
import { type ExperimentName, experiments } from './experiments.js';
import { Broken, type Rig } from './rig.js';

/** What an experiment found: sentences that begin with an invariant's id or with `answer`; none is best. */
export type Outcome = { found: string[]; ms: number };

const restWithinMs = 20_000;
const lookMs = 700;
/** What is only late is over by then; a violation that stays so long, while nothing is under way, is one. */
const staysMs = 4000;

/** Runs an experiment and checks the books of what it left behind, at rest. */
export async function tryOut(rig: Rig, name: ExperimentName): Promise<Outcome> {
  const began = performance.now();
  rig.begin();
  const found = await told(rig, name);
  if (found.length > 0) return { found, ms: performance.now() - began };
  await rig.notePayments();
  found.push(...(await violationsAtRest(rig)));
  return { found, ms: performance.now() - began };
}

async function told(rig: Rig, name: ExperimentName): Promise<string[]> {
  try {
    await experiments[name](rig);
    return [];
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return [`answer: ${error.message}`];
  }
}

/** None as soon as none is found twice in a row; otherwise those that stay when the bus is empty. */
async function violationsAtRest(rig: Rig): Promise<string[]> {
  const deadline = performance.now() + restWithinMs;
  let since = performance.now();
  let before: string | undefined;
  for (;;) {
    const findings = await rig.lab.invariants();
    const waiting = await rig.lab.messagesWaiting();
    const now = findings.flatMap(({ id, violations }) =>
      violations.filter((one) => rig.concerns(one)).map((one) => `${id}: ${one}`),
    );
    const said = now.join('\n');
    if (said !== before) since = performance.now();
    else if (now.length === 0 && waiting === 0) return [];
    else if (isStill(now) && waiting === 0 && performance.now() - since > staysMs) return now;
    if (performance.now() > deadline) return now;
    before = said;
    await delay(lookMs);
  }
}

/** Something does not hold, and it is not because something is under way. */
const isStill = (violations: readonly string[]): boolean =>
  violations.length > 0 && !violations.some((one) => one.startsWith('I8:'));
