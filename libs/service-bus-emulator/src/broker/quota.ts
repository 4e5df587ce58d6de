import { BrokerFailure } from './failure.js';
import type { Limits } from './limits.js';
import type { Arrival } from './message.js';

const MB = 1024 * 1024;

/** Throws `quota-exceeded` when the entity holds as much as it may. */
export function mustHaveRoom(kind: 'Queue' | 'Topic', path: string, bytes: number, maxSizeInMegabytes: number): void {
  const most = maxSizeInMegabytes * MB;
  if (bytes < most) return;
  throw new BrokerFailure(
    'quota-exceeded',
    `The maximum entity size has been reached or exceeded for ${kind}: '${path}'. Size of entity in bytes:${bytes}, Max entity size in bytes:${most}.`,
  );
}

/**
 * Throws `invalid-argument` for an id or key that is too long, `message-too-large` for too much beside the body,
 * `unprocessable` for a property that is too large, and `not-allowed` for a session and a partition that differ.
 */
export function mustBeAcceptable(arrival: Arrival, { idLength, headerBytes: most, propertyBytes }: Limits): void {
  const { messageId, sessionId, partitionKey, viaPartitionKey, headerBytes = 0 } = arrival;
  for (const [name, value] of Object.entries({
    MessageId: messageId,
    SessionId: sessionId,
    PartitionKey: partitionKey,
    ViaPartitionKey: viaPartitionKey,
  })) {
    if (value !== undefined && value.length > idLength)
      throw new BrokerFailure(
        'invalid-argument',
        `The ${name} of a message must have at most ${idLength} characters; it has ${value.length}.`,
      );
  }
  if (headerBytes > most)
    throw new BrokerFailure(
      'message-too-large',
      `The properties of a message must have at most ${most} bytes; they have ${headerBytes}.`,
    );
  for (const [name, bytes] of arrival.propertyBytes ?? []) {
    // The service itself says no more than the first sentence (https://github.com/Azure/azure-sdk-for-net/issues/15325).
    if (bytes > propertyBytes)
      throw new BrokerFailure(
        'unprocessable',
        `The service was unable to process the request; please retry the operation. A property of a message must have at most ${propertyBytes} bytes in its name and in its value; '${name.slice(0, 50)}' has ${bytes}.`,
      );
  }
  if (sessionId !== undefined && partitionKey !== undefined && sessionId !== partitionKey)
    throw new BrokerFailure(
      'not-allowed',
      'The SessionId and the PartitionKey of a message must be the same when both are set.',
    );
}
