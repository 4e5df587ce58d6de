import type { ServiceBusSessionReceiver } from '@azure/service-bus';
import { afterError, type Reception, type ReceptionSettings, receiverOf } from './reception.js';

/** Whole sessions, host.json's maxConcurrentSessions at once, the messages of each in their order. */
export function receiveSessions(settings: ReceptionSettings): Reception {
  const stopping = new AbortController();
  const all = Array.from({ length: settings.options.maxConcurrentSessions }, () => serve(settings, stopping.signal));
  return {
    listening: Promise.resolve(),
    // A session's messages are settled by its own receiver alone.
    settler: receiverOf(settings.client, settings.of),
    stop: async () => {
      stopping.abort();
      await Promise.all(all);
    },
  };
}

async function serve(settings: ReceptionSettings, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const session = await accept(settings, stopping);
    if (session === undefined) continue;
    await drain(session, settings, stopping);
    await session.close().catch(() => undefined);
  }
}

/** The next session that nobody else has; undefined: there is none for now. */
async function accept(
  { client, of: { entity }, options, report }: ReceptionSettings,
  stopping: AbortSignal,
): Promise<ServiceBusSessionReceiver | undefined> {
  const how = {
    maxAutoLockRenewalDurationInMs: options.maxAutoLockRenewalDuration,
    skipParsingBodyAsJson: true,
    abortSignal: stopping,
  };
  try {
    if ('queue' in entity) return await client.acceptNextSession(entity.queue, how);
    return await client.acceptNextSession(entity.topic, entity.subscription, how);
  } catch (error) {
    const nobody = error instanceof Error && 'code' in error && error.code === 'ServiceTimeout';
    if (!nobody) await afterError(error, stopping, report);
    return undefined;
  }
}

/** Until the session has had nothing for host.json's sessionIdleTimeout, or its lock is lost. */
async function drain(
  session: ServiceBusSessionReceiver,
  { of, options, calls, report }: ReceptionSettings,
  stopping: AbortSignal,
): Promise<void> {
  const settler = { ...settlerOf(session), renewMessageLock: () => session.renewSessionLock() };
  try {
    while (!stopping.aborted) {
      const messages = await session.receiveMessages(of.many ? options.maxMessageBatchSize : 1, {
        maxWaitTimeInMs: options.sessionIdleTimeout ?? options.clientRetryOptions.tryTimeout,
        abortSignal: stopping,
      });
      if (messages.length === 0) return;
      await calls.call(messages, () => settler);
    }
  } catch (error) {
    if (!stopping.aborted) report(error);
  }
}

const settlerOf = (session: ServiceBusSessionReceiver) => ({
  completeMessage: session.completeMessage.bind(session),
  abandonMessage: (message: Parameters<typeof session.abandonMessage>[0]) => session.abandonMessage(message),
});
