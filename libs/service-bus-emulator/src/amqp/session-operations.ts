import { BrokerFailure } from '../broker/failure.js';
import type { SessionTable } from '../broker/session-table.js';
import { sourceAt } from './address.js';
import type { Broker } from './broker.js';
import type { Body, Operation } from './operation.js';
import { types } from './rhea.js';
import { numberOf, plain, textOf } from './typed.js';

/** A last-updated time this far away (year 9999) asks for the sessions with messages. */
const ALL_SESSIONS = Date.UTC(9999, 0, 1);

/** Session state, locks and listing through the management node. */
export const sessionOperations: { readonly [name: string]: Operation } = {
  'com.microsoft:renew-session-lock': (body, path, broker) => {
    const until = sessionsAt(path, broker).renew(sessionId(body));
    return { status: 200, body: { expiration: types.wrap_timestamp(until) } };
  },

  'com.microsoft:set-session-state': (body, path, broker) => {
    const sessions = sessionsAt(path, broker);
    const id = sessionId(body);
    sessions.mustHold(id, undefined);
    const state = plain(body.get('session-state'));
    sessions.setState(id, Buffer.isBuffer(state) ? Buffer.from(state) : undefined);
    return { status: 200 };
  },

  'com.microsoft:get-session-state': (body, path, broker) => {
    const sessions = sessionsAt(path, broker);
    const id = sessionId(body);
    sessions.mustHold(id, undefined);
    return { status: 200, body: { 'session-state': types.wrap(sessions.state(id) ?? null) } };
  },

  'com.microsoft:get-message-sessions': (body, path, broker) => {
    const since = numberOf(body.get('last-updated-time')) ?? ALL_SESSIONS;
    const skip = numberOf(body.get('skip')) ?? 0;
    const top = numberOf(body.get('top')) ?? 100;
    const ids = sessionsAt(path, broker).list(since >= ALL_SESSIONS ? undefined : since, skip, top);
    if (ids.length === 0) return { status: 204, description: 'No Content' };
    return { status: 200, body: { skip: types.wrap_int(skip + ids.length), 'sessions-ids': types.wrap_list(ids) } };
  },
};

function sessionsAt(path: string, broker: Broker): SessionTable {
  const { sessions } = sourceAt(broker.namespace, path).lane;
  if (sessions === undefined) throw new BrokerFailure('not-allowed', `'${path}' does not use sessions.`);
  return sessions;
}

function sessionId(body: Body): string {
  const id = textOf(body.get('session-id'));
  if (id === undefined) throw new BrokerFailure('invalid-argument', 'The session-id is missing.');
  return id;
}
