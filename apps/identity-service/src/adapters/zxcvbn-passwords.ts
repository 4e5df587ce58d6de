import type { CommonPasswords } from '../core/common-passwords.js';

/** Below a million guesses zxcvbn calls a password very guessable. */
const fewGuesses = 1e6;

/**
 * What zxcvbn can judge: its lists know Latin letters. A longer password is on nobody's list, and judging one takes time that
 * grows faster than its length.
 */
const judged = /^[\x20-\x7e]{1,32}$/;

/** Passwords that a guesser with zxcvbn's lists of leaked ones, keyboards and sequences finds at once. */
export class ZxcvbnPasswords implements CommonPasswords {
  #judge: ReturnType<typeof load> | undefined;

  async isCommon(password: string): Promise<boolean> {
    if (!judged.test(password)) return false;
    this.#judge ??= load();
    const judge = await this.#judge;
    return judge.check(password).guesses < fewGuesses;
  }
}

/** Only when somebody chooses a password: the lists take 15 MB. */
async function load() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}
