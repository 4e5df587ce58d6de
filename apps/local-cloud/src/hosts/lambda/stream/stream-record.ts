import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/** A record of a table's stream as Lambda hands it over; the sequence number is what is reported when it failed. */
export interface StreamRecord {
  eventID: string | undefined;
  eventName: string | undefined;
  eventVersion: string | undefined;
  eventSource: string | undefined;
  awsRegion: string | undefined;
  eventSourceARN: string;
  dynamodb: {
    /** Seconds since 1970. */
    ApproximateCreationDateTime: number | undefined;
    SequenceNumber: string;
    [more: string]: unknown;
  };
}

/** A record as the SDK reads it, as it stands in an event: dates are seconds, bytes are base64. */
export function streamRecordOf(record: _Record, streamArn: string): StreamRecord {
  const { eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb = {} } = record;
  const { ApproximateCreationDateTime: created, SequenceNumber, ...rest } = dynamodb;
  return {
    ...{ eventID, eventName, eventVersion, eventSource, awsRegion, eventSourceARN: streamArn },
    dynamodb: {
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, inJson(value)])),
      ApproximateCreationDateTime: created === undefined ? undefined : Math.floor(created.getTime() / 1000),
      SequenceNumber: SequenceNumber ?? '',
    },
  };
}

function inJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(inJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inJson(one)]));
}
