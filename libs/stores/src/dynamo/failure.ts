import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { unavailable } from '@causeway/data-model';
import { isTransient } from '@causeway/runtime/outgoing';

/**
 * What to throw for a request that failed: `unavailable` when DynamoDB was away, slow, busy or at fault; otherwise the
 * error as it is, which is a fault of ours. An error that neither DynamoDB nor the language raised is the network's.
 */
export function failure(error: unknown): unknown {
  const away =
    error instanceof DynamoDBServiceException
      ? error.$fault === 'server' || isTransient(error)
      : !(error instanceof TypeError || error instanceof RangeError);
  return away ? unavailable('The store did not answer.', error) : error;
}
