import fc from 'fast-check';

const given = process.env;

/** How long a test may judge, in milliseconds: as long as somebody wants who asks for more runs. */
export const judgingMs = given.FC_RUNS === undefined ? 300_000 : 24 * 3_600_000;

/**
 * Runs a property as often as told, by default always the same runs, so that a build is not judged by its luck.
 * `FC_RUNS=5000 FC_SEED=7` in the environment make it run longer, or through other histories; `FC_SEED=random` through
 * new ones; `FC_MINUTES=10` ends that after a while. A failure is told with the seed that brings it back and, in words, the shortest story that was found: what
 * the property's own error says.
 *
 * @returns how many runs there were
 * @throws Error with that story
 */
export async function judge<T>(
  property: fc.IAsyncProperty<T>,
  { runs, seed = 20_261_121 }: { runs: number; seed?: number },
): Promise<number> {
  const result = await fc.check(property, {
    numRuns: Number(given.FC_RUNS ?? runs),
    ...(given.FC_SEED === 'random' ? {} : { seed: Number(given.FC_SEED ?? seed) }),
    ...(given.FC_MINUTES === undefined ? {} : { interruptAfterTimeLimit: Number(given.FC_MINUTES) * 60_000 }),
    ...(given.FC_PATH === undefined ? {} : { path: given.FC_PATH }),
  });
  if (!result.failed) return result.numRuns;
  const { errorInstance, counterexamplePath, numShrinks } = result;
  const story = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(
    `${story}\n\nAgain: FC_SEED=${result.seed} FC_PATH=${counterexamplePath} (shrunk ${numShrinks} times)`,
  );
}
