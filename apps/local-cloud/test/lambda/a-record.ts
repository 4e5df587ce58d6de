import type { StreamRecord } from '../../src/hosts/lambda/stream/stream-record.js';

/** A record that something entered the outbox just now, or `secondsAgo`. */
export const aRecord = (SequenceNumber: string, { secondsAgo = 0, more = {} } = {}): StreamRecord => ({
  eventID: `event-${SequenceNumber}`,
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-west-1',
  eventSourceARN: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/x',
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - secondsAgo,
    SequenceNumber,
    Keys: { pk: { S: `OUT#${SequenceNumber}` } },
    ...more,
  },
});
