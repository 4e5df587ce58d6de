import { check } from 'recheck';

/**
 * Milliseconds for one expression. Usually a second or two is enough, so that a busy machine gives the same verdict; one that
 * takes longer cannot be judged, and is to be simplified or reviewed.
 */
const patience = 120_000;
const limits = { timeout: patience, attackTimeout: patience, incubationTimeout: patience };

let library;

/**
 * Asked for the first time, the library starts the program that judges; asked again meanwhile, it starts another each time,
 * hundreds of them.
 */
const ready = () => {
  library ??= check('a', '', limits);
  return library;
};

/**
 * What can become of a regular expression when somebody chooses its text.
 *
 * @returns `{ isSafe: true }`, or how it cannot be proved safe, as the end of a sentence that begins with the expression
 */
export async function judge(pattern, flags) {
  await ready();
  const { status, complexity, attack, error } = await check(pattern, flags, limits);
  if (status === 'safe') return { isSafe: true };
  return {
    isSafe: false,
    what:
      status === 'vulnerable'
        ? `takes ${complexity.summary} time for texts such as ${attack.pattern}`
        : `cannot be judged (${error.kind})`,
  };
}
