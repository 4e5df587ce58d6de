import { sendTelemetry } from '@causeway/runtime/telemetry';
import type { DynamoTable } from '@causeway/stores/dynamo';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { entriesOf } from './dynamo.js';
import { eventIdOf, isOutboxKey } from './dynamo-entries.js';
import type { Relay } from './relay.js';

/** How long the telemetry of an invocation may take at its end, in milliseconds. */
const telemetryMs = 500;

/** What the event source mapping of a table's stream hands over (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html). */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.object({ pk: z.object({ S: z.string() }) }),
      }),
    }),
  ),
});

/**
 * The handler of a table's stream: publishes what has entered the outbox, in the order in which it was committed. The
 * record only says where to look: what the table does not hold any more was published by somebody, whatever comes twice or
 * late.
 *
 * @returns the records whose events the broker did not take; the event source mapping brings those from the first on again
 */
export const relayHandler =
  (relay: Relay, table: DynamoTable) =>
  async (event: unknown): Promise<DynamoDBBatchResponse> => {
    const sequenceOf = entriesIn(event);
    const left = await relay.take(await entriesOf(table, [...sequenceOf.keys()]));
    await sendTelemetry(telemetryMs);
    return {
      batchItemFailures: left.flatMap(({ eventId }) => {
        const itemIdentifier = sequenceOf.get(eventId);
        return itemIdentifier === undefined ? [] : [{ itemIdentifier }];
      }),
    };
  };

/** The ids of the events that came into the outbox, each with the first record that tells of it. */
function entriesIn(event: unknown): Map<string, string> {
  const parsed = streamEvent.safeParse(event);
  if (!parsed.success) {
    throw new Error(
      'This handler takes the records of a DynamoDB stream, and this is something else; check the event source mapping.',
    );
  }
  const sequenceOf = new Map<string, string>();
  for (const { eventName, dynamodb } of parsed.data.Records) {
    const { pk } = dynamodb.Keys;
    if (eventName !== 'INSERT' || !isOutboxKey(pk.S)) continue;
    const eventId = eventIdOf({ pk: pk.S });
    if (!sequenceOf.has(eventId)) sequenceOf.set(eventId, dynamodb.SequenceNumber);
  }
  return sequenceOf;
}
