import type { CloudEvent } from '@causeway/data-model';
import { DomainError, unavailable } from '@causeway/data-model';
import { type Answer, call, refusalOf } from '@causeway/runtime/outgoing';
import { inSpan } from '@causeway/runtime/telemetry';
import * as z from 'zod';
import type { ServiceBus } from '../service-bus/bus.js';
import { DeadLetter } from '../service-bus/dead-letter.js';
import type { RefusalAudit } from '../service-bus/refusals.js';
import type { TriggeredSide } from './handle.js';

/** A service that cannot listen to Service Bus, as the bridge knows it. */
export type BridgedService = {
  name: string;
  url: string;
  /** The `authorization` header for it. */
  authorization: () => Promise<string>;
  bus: ServiceBus;
  audit: RefusalAudit;
};

const timeoutMs = 10_000;
const refusal = z.object({ detail: z.string().default(''), deadLetter: z.string().min(1) });

/** Hands a service's events over to its `POST /internal/events` (CloudEvents HTTP binding, structured mode), with the service's verdict on each. */
export const bridgeEvents = ({ bus, audit, ...service }: BridgedService): TriggeredSide => ({
  bus,
  audit,
  deliver: (event, source) =>
    inSpan(
      `bridge ${event.type}`,
      {
        kind: 'consumer',
        parent: event.traceparent,
        links: [event.traceparent],
        attributes: { 'messaging.destination.name': source, 'messaging.message.id': event.id },
      },
      async () => judge(service.name, await post(service, event)),
    ),
});

async function post({ name, url, authorization }: Omit<BridgedService, 'bus' | 'audit'>, event: CloudEvent) {
  return call(`POST ${name} /internal/events`, {
    method: 'POST',
    url: `${url}/internal/events`,
    headers: { authorization: await authorization(), 'content-type': 'application/cloudevents+json' },
    body: event,
    timeoutMs,
    // The delayed copy is the repeat.
    attempts: 1,
    // What lies between this and the message's completion is the message's own point, `consumer.handled`.
    point: 'changes nothing',
  });
}

/**
 * @throws DeadLetter for what the service will never take, DomainError `unavailable` for what it may take later, and
 * another for what nobody expected
 */
function judge(name: string, answer: Answer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const refused = refusal.safeParse(answer.body);
  // The service has told the audit trail itself.
  if (status === 422 && refused.success) throw new DeadLetter(refused.data.deadLetter, refused.data.detail, true);
  if (status === 408 || status === 429) throw unavailable(`${name} answered ${status}.`);
  throw new DomainError('internal', {
    detail: `${name} answered ${status}.`,
    cause: refusalOf(answer, `POST ${name} /internal/events`),
  });
}
