/** The command line is wrong: the message is one sentence that says how, nothing was done, and the exit code is 2. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Whether an error tells of a command line that is wrong, be it ours, Node's (`parseArgs`) or commander's. */
export const isMisuse = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'Misuse' || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')));
