import { check } from 'recheck';

// No limit of time anywhere: on a busy machine the verdict would be another one.
const limits = { timeout: null, attackTimeout: null, incubationTimeout: null };

/**
 * What can become of a regular expression when somebody chooses its text.
 *
 * @returns `{ isSafe: true }`, or how it cannot be proved safe, as the end of a sentence that begins with the expression
 */
export async function judge(pattern, flags) {
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
