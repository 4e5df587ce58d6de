import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import * as z from 'zod';

/** So long is a lock taken to stand that nobody has told the end of, in milliseconds; far less than any subscription's. */
const assumedLockMs = 10_000;

/** The worker reads what looks like JSON as JSON: an id of digits comes as a number. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const given = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);

/** What the host tells of a message beside its body, in names that Functions' worker begins with small letters. */
const metadata = z.object({
  lockToken: z.string(),
  /** From 1 on; the client of Service Bus counts from 0. */
  deliveryCount: z.coerce.number().int().min(1),
  messageId: given(text),
  sequenceNumber: given(z.coerce.number()),
  subject: given(text),
  label: given(text),
  contentType: given(text),
  correlationId: given(text),
  applicationProperties: given(z.record(z.string(), z.unknown())),
  userProperties: given(z.record(z.string(), z.unknown())),
});

/**
 * A message as the client of Service Bus would have received it.
 *
 * @param body bytes, or text where the host has made it that
 * @throws Error with one sentence when the host says too little of it to settle it
 */
export function messageOfTrigger(body: unknown, triggerMetadata: unknown, now: Date): ServiceBusReceivedMessage {
  const parsed = metadata.safeParse(triggerMetadata);
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    throw new Error(
      `This is no message that a Service Bus trigger was called with (${fault?.path.join('.')}: ${fault?.message}); check the function's binding.`,
    );
  }
  const { lockToken, deliveryCount, messageId, sequenceNumber, label, contentType, correlationId, ...rest } =
    parsed.data;
  const { subject = label, applicationProperties = rest.userProperties } = rest;
  const message = {
    body,
    lockToken,
    deliveryCount: deliveryCount - 1,
    messageId,
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    ...(subject === undefined ? {} : { subject }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(applicationProperties === undefined ? {} : { applicationProperties }),
    lockedUntilUtc: new Date(now.getTime() + assumedLockMs),
    state: 'active',
    // Without a link the client (7.9.5, `settleMessageOperation`) settles by the lock token, over the management link.
    delivery: {},
  };
  // Of the rest of a message, such as its raw sections and long numbers, nothing that handles or settles it reads any.
  return message as unknown as ServiceBusReceivedMessage;
}
