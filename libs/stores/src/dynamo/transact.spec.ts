import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { aPoint } from '../../test/a-point.js';
import { transact } from './transact.js';

/** A client that is asked only for transactions and cancels them as told, one list of codes for each attempt. */
function cancelling(...answers: string[][]) {
  const tokens: (string | undefined)[] = [];
  const client = {
    send: async ({ input }: TransactWriteItemsCommand) => {
      tokens.push(input.ClientRequestToken);
      const codes = answers[Math.min(tokens.length - 1, answers.length - 1)] ?? [];
      if (codes.length === 0) return {};
      const CancellationReasons = codes.map((Code) => ({ Code }));
      throw new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
    },
  };
  // `transact` uses nothing of a client but `send`.
  return { client: client as unknown as DynamoDBClient, tokens };
}

const items = [{ Put: { TableName: 't', Item: {} } }];

describe('a transaction in conflict with others', () => {
  it('is tried again, under the same token', async () => {
    const { client, tokens } = cancelling(['TransactionConflict'], ['None', 'ThrottlingError'], []);
    await transact(client, aPoint, items);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });

  it('is given up as unavailable after a bounded number of tries, never as a failed condition', async () => {
    const { client, tokens } = cancelling(['TransactionConflict', 'None']);
    await expect(transact(client, aPoint, items)).rejects.toMatchObject({ name: 'DomainError', code: 'unavailable' });
    expect(tokens.length).toBeGreaterThan(1);
    expect(tokens.length).toBeLessThanOrEqual(8);
  });

  it('is refused when another action failed its condition', async () => {
    const { client, tokens } = cancelling(['TransactionConflict', 'ConditionalCheckFailed']);
    await expect(transact(client, aPoint, items)).rejects.toMatchObject({ reasons: [{ index: 1 }] });
    expect(tokens).toHaveLength(1);
  });
});

it('a fault of the request itself is not tried again', async () => {
  const { client, tokens } = cancelling(['ValidationError']);
  await expect(transact(client, aPoint, items)).rejects.toBeInstanceOf(TransactionCanceledException);
  expect(tokens).toHaveLength(1);
});
