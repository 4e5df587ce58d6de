import { BrokerFailure } from '../broker/failure.js';
import type { Namespace } from '../broker/namespace.js';
import { managedEntity, sourceAt } from './address.js';
import type { Receiver, Sender } from './rhea.js';

/** Throws unless a link may be open to this address right now: `entity-not-found`, `entity-disabled`, `not-allowed`. */
export function mustServe(link: Sender | Receiver, path: string, namespace: Namespace): void {
  const managed = managedEntity(path);
  if (managed !== undefined) mustExist(managed, namespace);
  else if (link.is_receiver()) namespace.mustTakeMessages(path);
  else mustGiveMessages(path, namespace);
}

/** Why a link may not be open to this address any more. */
export function refusalOf(link: Sender | Receiver, path: string, namespace: Namespace): BrokerFailure | undefined {
  try {
    mustServe(link, path, namespace);
    return undefined;
  } catch (error) {
    if (error instanceof BrokerFailure) return error;
    throw error;
  }
}

function mustExist(path: string, namespace: Namespace): void {
  if (!namespace.topics.has(path.toLowerCase())) sourceAt(namespace, path);
}

function mustGiveMessages(path: string, namespace: Namespace): void {
  const { queue, lane } = sourceAt(namespace, path);
  const { status, forwardTo } = queue.settings;
  if (status === 'Disabled' || status === 'ReceiveDisabled') {
    throw new BrokerFailure('entity-disabled', `The messaging entity '${path}' is currently disabled for receiving.`);
  }
  if (lane === queue.main && forwardTo !== '') {
    throw new BrokerFailure('not-allowed', `Messages of '${path}' are forwarded; receive them from where they go.`);
  }
}
