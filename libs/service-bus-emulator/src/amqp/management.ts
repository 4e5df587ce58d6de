import { BrokerFailure } from '../broker/failure.js';
import type { PropertyChanges } from '../broker/message.js';
import { points } from '../failpoints.js';
import { type Source, sourceAt } from './address.js';
import { readArrival } from './arrival.js';
import type { Broker } from './broker.js';
import { encodeHanded, encodePeeked } from './content.js';
import { guidBytes, guidText } from './guid.js';
import { largestMessage } from './largest-message.js';
import type { Body, Operation } from './operation.js';
import type { Reply, Request } from './request.js';
import { type Typed, types } from './rhea.js';
import { ruleOperations } from './rule-operations.js';
import { sessionOperations } from './session-operations.js';
import { elements, mapOf, numberOf, plain, textOf } from './typed.js';

const LONG = 0x81;
const TIMESTAMP = 0x83;

/** A peek returns at most this much, and at least one message. */
const PEEK_BYTES = 1024 * 1024;
const PEEK_MESSAGES = 250;

/** https://learn.microsoft.com/azure/service-bus-messaging/batch-delete */
const DELETE_MESSAGES = 4000;

const OK: Reply = { status: 200 };

/**
 * Answers one request to `<entity>/$management`, when what it changed is durable.
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response
 */
export async function manage({ operation, body }: Request, path: string, broker: Broker): Promise<Reply> {
  const act = operations[operation];
  if (act === undefined)
    return {
      status: 501,
      description: `The operation '${operation}' is not known.`,
      condition: 'amqp:not-implemented',
    };
  broker.store.check();
  const reply = act(mapOf(body), path, broker);
  points['request-taken'].pass();
  await broker.store.committed(points['request-committed']);
  return reply;
}

const operations: { readonly [name: string]: Operation } = {
  'com.microsoft:schedule-message': (body, path, broker) => {
    const arrivals = elements(body.get('messages')).map((item) => {
      const bytes = plain(mapOf(item).get('message'));
      if (!Buffer.isBuffer(bytes)) throw new BrokerFailure('invalid-argument', 'A message to schedule is missing.');
      const limit = largestMessage(path, broker);
      if (bytes.length > limit) throw tooLarge(bytes.length, limit);
      return readArrival(bytes, broker.guid);
    });
    const sequences = broker.namespace.send(path, arrivals);
    return { status: 200, body: { 'sequence-numbers': types.wrap_array(sequences, LONG) } };
  },

  'com.microsoft:cancel-scheduled-message': (body, path, broker) => {
    const destination = broker.namespace.destination(path);
    for (const sequence of sequences(body)) destination.cancel(sequence);
    return OK;
  },

  'com.microsoft:peek-message': (body, path, broker) => {
    const from = numberOf(body.get('from-sequence-number')) ?? 0;
    const most = Math.min(Math.max(numberOf(body.get('message-count')) ?? 1, 1), PEEK_MESSAGES);
    const omitBody = plain(body.get('omit-message-body')) === true;
    const { lane } = sourceAt(broker.namespace, path);
    const found = lane.peek(from, most, textOf(body.get('session-id')), PEEK_BYTES);
    if (found.length === 0) return { status: 204, description: 'No Content' };
    const messages = found.map((handed) => types.wrap({ message: encodePeeked(handed, omitBody) }));
    return { status: 200, body: { messages: types.wrap_list(messages) } };
  },

  'com.microsoft:batch-delete-messages': (body, path, broker) => {
    const most = numberOf(body.get('message-count')) ?? 0;
    if (most < 1 || most > DELETE_MESSAGES) {
      throw new BrokerFailure('invalid-argument', `The message-count is from 1 to ${DELETE_MESSAGES}, not ${most}.`);
    }
    const before = numberOf(body.get('enqueued-time-utc')) ?? broker.now();
    const { lane } = sourceAt(broker.namespace, path);
    const deleted = lane.removeAvailable(most, before, textOf(body.get('session-id')));
    if (deleted === 0) {
      return { status: 204, description: 'No Content', condition: 'com.microsoft:message-not-found' };
    }
    return { status: 200, body: { 'message-count': types.wrap_int(deleted) } };
  },

  'com.microsoft:renew-lock': (body, path, broker) => {
    const { lane } = sourceAt(broker.namespace, path);
    const expirations = tokens(body).map((token) => lane.renew(token));
    return { status: 200, body: { expirations: types.wrap_array(expirations, TIMESTAMP) } };
  },

  'com.microsoft:receive-by-sequence-number': (body, path, broker) => {
    const mode = numberOf(body.get('receiver-settle-mode')) === 0 ? 'receive-and-delete' : 'peek-lock';
    const { lane } = sourceAt(broker.namespace, path);
    const handed = lane.takeDeferred(sequences(body), { mode });
    const messages = handed.map((one) =>
      types.wrap({
        message: encodeHanded(one),
        ...(one.entry.lock === undefined ? {} : { 'lock-token': types.wrap_uuid(guidBytes(one.entry.lock.token)) }),
      }),
    );
    return { status: 200, body: { messages: types.wrap_list(messages) } };
  },

  'com.microsoft:update-disposition': (body, path, broker) => {
    const source = sourceAt(broker.namespace, path);
    const status = textOf(body.get('disposition-status')) ?? '';
    for (const token of tokens(body)) dispose(source, token, status, body);
    return OK;
  },

  ...sessionOperations,
  ...ruleOperations,
};

function dispose({ queue, lane }: Source, token: string, status: string, body: Body): void {
  const changes: PropertyChanges = mapOf(body.get('properties-to-modify'));
  if (status === 'completed') queue.settle.complete(lane, token);
  else if (status === 'abandoned') queue.settle.abandon(lane, token, changes);
  else if (status === 'defered') queue.settle.defer(lane, token, changes);
  else if (status === 'suspended') queue.settle.deadLetter(lane, token, withReasons(changes, body));
  else throw new BrokerFailure('invalid-argument', `The disposition status '${status}' is not known.`);
}

function withReasons(changes: PropertyChanges, body: Body): PropertyChanges {
  const reason = textOf(body.get('deadletter-reason'));
  const description = textOf(body.get('deadletter-description'));
  const all = new Map(changes);
  if (reason !== undefined) all.set('DeadLetterReason', reason);
  if (description !== undefined) all.set('DeadLetterErrorDescription', description);
  return all;
}

const tokens = (body: Body): string[] =>
  listed(body.get('lock-tokens')).map((value) =>
    Buffer.isBuffer(value) && value.length === 16 ? guidText(value) : '',
  );

const sequences = (body: Body): number[] =>
  listed(body.get('sequence-numbers')).map((value) =>
    Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value),
  );

/** The plain elements of an array or a list. */
function listed(typed: Typed | undefined): unknown[] {
  const value = plain(typed);
  return Array.isArray(value)
    ? value.map((item) => (typeof item === 'object' && item !== null && 'value' in item ? item.value : item))
    : [];
}

const tooLarge = (size: number, limit: number): BrokerFailure =>
  new BrokerFailure(
    'message-too-large',
    `The received message (size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed.`,
  );
