import { setTimeout as pause } from 'node:timers/promises';
import type { Failpoint } from '../failpoints.js';
import { problemOf } from './problems.js';
import {
  deliveryOf,
  type EventContext,
  message,
  type Receiver,
  receiverInsides,
  type Sender,
  settle,
  type Typed,
  types,
} from './rhea.js';
import { splitSections } from './sections.js';
import { elements, mapOf, read, textOf } from './typed.js';

/** A request to a node such as `$management`. */
export interface Request {
  readonly operation: string;
  readonly properties: ReadonlyMap<string, Typed>;
  readonly body: Typed | undefined;
}

export interface Reply {
  readonly status: number;
  readonly description?: string;
  readonly condition?: string;
  readonly body?: { readonly [name: string]: Typed };
}

const CREDIT = 200;

/**
 * Ms before a refusal, or the answer to scheduling, goes out. No service answers at once: clients, and their tests, count
 * on being able to abort such a request in time.
 */
const TIME_TO_ABORT = 3;
const ABORTABLE = new Set(['com.microsoft:schedule-message']);

/** Answers requests of one link, and then passes the point; `replyTo` finds the link the client listens on. */
export function answerRequests(
  receiver: Receiver,
  replyTo: (address: string) => Sender | undefined,
  answer: (request: Request) => Promise<Reply>,
  answered?: Failpoint,
): void {
  receiver.on('message', (context: EventContext) => void take(context));
  receiver.add_credit(CREDIT);

  const take = async (context: EventContext): Promise<void> => {
    const delivery = deliveryOf(context);
    let correlation: Typed | undefined;
    let sender: Sender | undefined;
    let reply: Reply;
    try {
      const bytes = context.message as unknown as Buffer; // raw, see connection.ts
      const sections = splitSections(bytes);
      const fields = sections.properties === undefined ? [] : elements(read(sections.properties));
      correlation = fields[0];
      sender = replyTo(textOf(fields[4]) ?? '');
      const properties = mapOf(sections.applicationProperties && read(sections.applicationProperties));
      const body = sections.rest.length === 0 ? undefined : read(sections.rest);
      const operation = textOf(properties.get('operation')) ?? '';
      reply = await answer({ operation, properties, body });
      if (ABORTABLE.has(operation)) await pause(TIME_TO_ABORT);
    } catch (error) {
      reply = problemOf(error);
      await pause(TIME_TO_ABORT);
    }
    settle(delivery, undefined);
    if (receiverInsides(receiver).credit < CREDIT / 2) receiver.add_credit(CREDIT / 2);
    if (sender?.is_open()) sender.send(encodeReply(reply, correlation), undefined, 0);
    answered?.passOnceSent();
  };
}

/** Clients differ in the spelling of the status properties: both are sent. */
function encodeReply(reply: Reply, correlation: Typed | undefined): Buffer {
  const { status, description = 'OK', condition } = reply;
  return message.encode({
    correlation_id: correlation,
    application_properties: {
      'status-code': types.wrap_int(status),
      statusCode: types.wrap_int(status),
      'status-description': description,
      statusDescription: description,
      ...(condition === undefined
        ? {}
        : { 'error-condition': types.wrap_symbol(condition), errorCondition: types.wrap_symbol(condition) }),
    },
    body: types.wrap(reply.body ?? null),
  });
}
