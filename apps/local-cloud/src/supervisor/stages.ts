import type { Supervised } from './supervised.js';

/** Processes that start together once all before them are ready, and stop together once all after them are gone. */
export interface Stage {
  title: string;
  members: readonly Supervised[];
}

const stopBoundMs = 10_000;

/** Stops the stages in reverse, so that work is drained before what it needs goes away; bounded by ten seconds. */
export async function stopStages(stages: readonly Stage[]): Promise<void> {
  const orderly = async () => {
    for (const { members } of stages.toReversed()) {
      await Promise.allSettled(members.map((member) => member.stop()));
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      killAll(stages);
      resolve();
    }, stopBoundMs);
  });
  await Promise.race([orderly(), bound]);
  clearTimeout(timer);
}

function killAll(stages: readonly Stage[]): void {
  for (const { pid } of stages.flatMap(({ members }) => members)) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
}
