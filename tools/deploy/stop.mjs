/** What ends a command: one sentence that says what failed, why, and what to do. */
export class Stop extends Error {
  name = 'Stop';
  /** 2 for a command that was not understood, otherwise 1. */
  exitCode;

  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** Runs a command to its end; a Stop is said in one line on standard error, and is its exit code. */
export async function endWith(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
