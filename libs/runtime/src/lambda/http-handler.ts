import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { withinTime } from '../http/budget.js';
import { handOver } from '../http/hand-over.js';
import { requestIn } from './http-event.js';
import { resultOf } from './http-result.js';
import type { Lambda } from './open.js';

/** What of an invocation's time is kept for its end, in milliseconds. */
const endMs = 1500;

/** The handler of a REST API's proxy events: each is a request to the service. */
export const httpHandler =
  ({ app, settle }: Lambda) =>
  async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<APIGatewayProxyResult> => {
    const request = requestIn(event);
    const headers = withinTime(request.headers, context.getRemainingTimeInMillis() - endMs);
    const answer = await handOver(app, { ...request, headers });
    await settle();
    return resultOf(answer);
  };
