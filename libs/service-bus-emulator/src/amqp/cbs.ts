import { BrokerFailure } from '../broker/failure.js';
import type { Grants } from '../security/grants.js';
import type { Reply, Request } from './request.js';
import { textOf } from './typed.js';

/** Answers a `put-token` on `$cbs`. Throws `unauthorized` for a token that is not good for what it is put for. */
export async function answerToken({ operation, properties, body }: Request, grants: Grants): Promise<Reply> {
  if (operation !== 'put-token')
    return {
      status: 501,
      description: `The operation '${operation}' is not known.`,
      condition: 'amqp:not-implemented',
    };
  const audience = textOf(properties.get('name'));
  if (audience === undefined)
    throw new BrokerFailure('invalid-argument', "The property 'name', which says what the token is for, is missing.");
  grants.put(textOf(body) ?? '', audience);
  return { status: 202, description: 'Accepted' };
}
