/** The longest a loop sleeps: the machine's clock may have been set meanwhile. */
const longestSleepMs = 60_000;

export type DueLoop = {
  /** Something may have become due. */
  poke(): void;
  stop(): void;
};

/**
 * Runs `turn` whenever it is poked and whenever the time comes that it returned, in milliseconds from now; never twice
 * at once. A turn that fails is `onError`'s to report, and is repeated a second later.
 */
export function startDueLoop(turn: () => Promise<number | undefined>, onError: (error: unknown) => void): DueLoop {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let pokedMeanwhile = false;
  let stopped = false;

  async function run(): Promise<void> {
    if (stopped) return;
    if (running) {
      pokedMeanwhile = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    const wait = await turn().catch((error: unknown) => {
      onError(error);
      return 1000;
    });
    running = false;
    if (stopped) return;
    if (pokedMeanwhile) {
      pokedMeanwhile = false;
      setImmediate(run);
    } else if (wait !== undefined) timer = setTimeout(run, Math.max(0, Math.min(wait, longestSleepMs)));
  }

  return {
    poke: () => void run(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
