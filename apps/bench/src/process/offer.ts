import type { Reply, Request } from './messages.js';

/** In a child process: does each work its parent asks for, and ends with it. */
export function offer(works: Readonly<Record<string, (argument: never) => Promise<unknown>>>): void {
  process.on('message', async (message) => {
    const { id, work, argument } = message as Request; // startChild sends nothing else
    process.send?.(await reply(id, () => works[work]?.(argument as never))); // the parent's types are those of `works`
  });
  process.once('disconnect', () => process.exit(0));
}

async function reply(id: number, work: () => Promise<unknown> | undefined): Promise<Reply> {
  try {
    return { id, result: await work() };
  } catch (error) {
    return { id, error: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) };
  }
}
