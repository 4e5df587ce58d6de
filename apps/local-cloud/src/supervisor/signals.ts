import { type Stage, stopStages } from './stages.js';

export interface Ending {
  begun(): boolean;
  /** Stops everything; the same as a signal, without leaving this process. */
  endNow(): Promise<void>;
}

/** On Ctrl-C or SIGTERM stops the stages in order, runs `after` and exits with 0; a second signal exits at once. */
export function endOnSignal(stages: readonly Stage[], after: () => void): Ending {
  let ending: Promise<void> | undefined;
  const endNow = () => {
    ending ??= stopStages(stages).then(after);
    return ending;
  };
  const onSignal = () => {
    if (ending !== undefined) process.exit(1);
    console.log('\nStopping...');
    endNow().then(
      () => {
        console.log('Stopped.');
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return { begun: () => ending !== undefined, endNow };
}
