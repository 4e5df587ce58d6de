import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { WorkerGone } from '../failures.js';
import type { ServiceBusOptions } from '../host-json.js';
import type { Invocations } from '../invocations.js';
import type { Say } from '../log.js';
import { traceContextOf } from '../trace-context.js';
import { type BusFunction, pathOf } from './bus-functions.js';
import { holdLock } from './held-lock.js';
import { dataOf, triggerMetadataOf } from './message-data.js';
import { OneATurn } from './one-a-turn.js';

/** What of a receiver settles messages. */
export interface Settler {
  completeMessage(message: ServiceBusReceivedMessage): Promise<void>;
  abandonMessage(message: ServiceBusReceivedMessage): Promise<void>;
  renewMessageLock(message: ServiceBusReceivedMessage): Promise<Date>;
}

/** The calls of one function by messages, and what becomes of the messages. */
export class Calls {
  readonly #function: BusFunction;
  readonly #options: ServiceBusOptions;
  readonly #invocations: Invocations;
  readonly #say: Say;
  readonly #turns = new OneATurn();
  readonly #open = new Set<Promise<void>>();

  constructor(of: BusFunction, options: ServiceBusOptions, invocations: Invocations, say: Say) {
    this.#function = of;
    this.#options = options;
    this.#invocations = invocations;
    this.#say = say;
  }

  /**
   * Calls the function with the messages, keeps their locks meanwhile and settles them: completed when it returns, unless
   * it settles them itself; given back when it throws or takes too long; left to their locks when its process died, as
   * nobody knows how far it came. Never throws.
   *
   * @param settler the receiver that is present when something is to be settled: one that was lost cannot
   */
  call(messages: readonly ServiceBusReceivedMessage[], settler: () => Settler): Promise<void> {
    const call = this.#call(messages, settler);
    this.#open.add(call);
    void call.finally(() => this.#open.delete(call));
    return call;
  }

  /** Resolves once every call has ended and what it took is settled. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #call(messages: readonly ServiceBusReceivedMessage[], settler: () => Settler): Promise<void> {
    const { metadata, many, binary, sessions, autoComplete } = this.#function;
    // The lock of a session is the receiver's business.
    const held = sessions ? [] : messages;
    const release = held.map((message) =>
      holdLock(
        message.lockedUntilUtc,
        () => settler().renewMessageLock(message),
        this.#options.maxAutoLockRenewalDuration,
      ),
    );
    try {
      this.#tellOf(messages);
      await this.#invocations.run({
        of: metadata,
        reason: '(null)',
        data: dataOf(messages, many, binary),
        triggerMetadata: triggerMetadataOf(messages, many),
        traceContext: traceContextOf(traceParentOf(messages)),
      });
      if (autoComplete) await this.#settle(messages, (message) => settler().completeMessage(message));
      else messages.forEach(forget);
    } catch (error) {
      if (error instanceof WorkerGone) messages.forEach(forget);
      else await this.#settle(messages, (message) => settler().abandonMessage(message));
    } finally {
      for (const end of release) end();
    }
  }

  async #settle(
    messages: readonly ServiceBusReceivedMessage[],
    settle: (message: ServiceBusReceivedMessage) => Promise<void>,
  ): Promise<void> {
    await Promise.all(
      messages.map((message) =>
        this.#turns.settle(() => settle(message)).catch((error) => this.#unsettled(message, error)),
      ),
    );
  }

  /** Where the function settles by itself, that a lock is gone is no news. */
  #unsettled(message: ServiceBusReceivedMessage, error: unknown): void {
    forget(message);
    const level = this.#function.autoComplete ? 'warning' : 'debug';
    const why = error instanceof Error ? error.message : String(error);
    this.#say(level, 'Host.Triggers.ServiceBus', `Message ${message.messageId} could not be settled: ${why}`);
  }

  #tellOf(messages: readonly ServiceBusReceivedMessage[]): void {
    for (const { messageId, sequenceNumber, deliveryCount, enqueuedTimeUtc, sessionId } of messages) {
      const details = [
        `MessageId: ${messageId}`,
        `SequenceNumber: ${sequenceNumber}`,
        `DeliveryCount: ${(deliveryCount ?? 0) + 1}`,
        `EnqueuedTimeUtc: ${enqueuedTimeUtc?.toISOString()}`,
        `SessionId: ${sessionId ?? '(null)'}`,
      ];
      const { name } = this.#function.metadata;
      const text = `Trigger Details of ${pathOf(this.#function.entity)}: ${details.join(', ')}`;
      this.#say('information', `Function.${name}`, text);
    }
  }
}

/** What a client of Service Bus writes of its trace; a batch has many, so none is gone on with. */
function traceParentOf(messages: readonly ServiceBusReceivedMessage[]): string | undefined {
  const id = messages.length === 1 ? messages[0]?.applicationProperties?.['Diagnostic-Id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/**
 * Frees a message's place among those that were received and not settled, of which the client (7.9.5) has room for 2,048,
 * without a word to the broker.
 */
function forget(message: ServiceBusReceivedMessage): void {
  if (!('delivery' in message)) return;
  const { delivery } = message;
  if (typeof delivery === 'object' && delivery !== null && 'settled' in delivery) delivery.settled = true;
}
