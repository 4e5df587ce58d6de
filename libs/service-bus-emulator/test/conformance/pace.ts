/** Where the suite runs: absent, it starts the emulator of this package itself. */
export const remote = process.env.SERVICE_BUS_CONNECTION_STRING;

/** A namespace allows no shorter times than these; our emulator does, and is asked for what a test can wait for. */
export const pace =
  remote === undefined
    ? { lockSeconds: 2, duplicateSeconds: 1, silence: 200, patience: 15_000 }
    : { lockSeconds: 5, duplicateSeconds: 20, silence: 3000, patience: 60_000 };

/** As an entity's duration. */
export const seconds = (count: number): string => `PT${count}S`;

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
