import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './messages.js';

/** A process of our own that does one kind of work when it is asked to. */
export type Child<Works> = {
  readonly pid: number;
  /** @throws Error with what the process threw, or that it has ended */
  ask<K extends keyof Works & string>(work: K, argument: ArgumentOf<Works[K]>): Promise<ResultOf<Works[K]>>;
  stop(): Promise<void>;
};

type ArgumentOf<W> = W extends (argument: infer A) => unknown ? A : never;
type ResultOf<W> = W extends (argument: never) => Promise<infer R> ? R : never;

/** Starts a script that calls `offer`; it ends with this process. `Works` is the type of what it offers. */
export function startChild<Works>(script: URL): Child<Works> {
  const child = fork(fileURLToPath(script), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', (message) => {
    const { id, ...reply } = message as Reply; // the script's `offer` sends nothing else
    if ('error' in reply) waiting.get(id)?.reject(new Error(reply.error));
    else waiting.get(id)?.resolve(reply.result);
    waiting.delete(id);
  });
  let gone: Error | undefined;
  child.once('exit', (code, signal) => {
    gone = new Error(`${fileURLToPath(script)} ended with ${signal ?? `code ${code}`}; its output says why.`);
    for (const { reject } of waiting.values()) reject(gone);
  });
  return {
    pid: child.pid ?? 0,
    ask(work, argument) {
      if (gone !== undefined) return Promise.reject(gone);
      asked += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(asked, answer);
      child.send({ id: asked, work, argument } satisfies Request);
      return answer.promise as Promise<ResultOf<Works[typeof work]>>; // the script offers `Works`
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
