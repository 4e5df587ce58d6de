import { anEvent, type CloudEvent } from '@causeway/data-model';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import type { Change } from '../core/change.js';
import { type PaymentEvent, stateOf } from '../core/payment.js';

/** The events of a change: the payment as it is after it, in the trace of the work at hand. */
export const eventsOf = ({ payment, events }: Change): CloudEvent<PaymentEvent>[] =>
  events.map((type) =>
    anEvent(
      type,
      { payment: stateOf(payment) },
      {
        aggregate: 'payment',
        subject: payment.id,
        version: payment.version,
        source: '/azure/payment-service',
        time: payment.updatedAt,
        traceparent: currentTraceparent(),
      },
    ),
  );
