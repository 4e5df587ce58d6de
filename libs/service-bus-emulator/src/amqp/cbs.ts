import type { Reply, Request } from './request.js';

/** Answers a `put-token` on `$cbs`. Any token is good: the emulator has no keys to check it with. */
export async function answerToken({ operation }: Request): Promise<Reply> {
  if (operation !== 'put-token')
    return {
      status: 501,
      description: `The operation '${operation}' is not known.`,
      condition: 'amqp:not-implemented',
    };
  return { status: 202, description: 'Accepted' };
}
