import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

/** The soonest a lock is renewed again, whatever the two clocks say. */
const soonestMs = 100;

/**
 * Renews a message's lock, each time half of it has passed, until the work on it is done or `longestMs` are over.
 *
 * The client's own renewal (7.9.5) does not: it looks for a message under the name of its link, and a link that was lost
 * comes back under another. It then goes on renewing for as long as it was allowed to, and a message that nobody works on
 * any more is delivered to nobody else.
 */
export async function holdingLock<T>(
  receiver: Pick<ServiceBusReceiver, 'renewMessageLock'>,
  message: ServiceBusReceivedMessage,
  longestMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + longestMs;
  let timer: NodeJS.Timeout | undefined;
  let done = false;
  const renewBefore = (lockedUntil: Date | undefined) => {
    if (done || lockedUntil === undefined || Date.now() >= end) return;
    timer = setTimeout(renew, Math.max(soonestMs, (lockedUntil.getTime() - Date.now()) / 2));
  };
  // A lock that cannot be renewed is lost: the message is delivered again, and the inbox knows what happened.
  const renew = () => void receiver.renewMessageLock(message).then(renewBefore, () => undefined);
  renewBefore(message.lockedUntilUtc);
  try {
    return await work();
  } finally {
    done = true;
    clearTimeout(timer);
  }
}
