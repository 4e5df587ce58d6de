import { BrokerFailure, type FailureCode } from '../broker/failure.js';
import type { AmqpProblem } from './rhea.js';
import { Malformed } from './sections.js';

/** https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-troubleshoot */
const conditions: Record<FailureCode, { condition: string; status: number }> = {
  'entity-not-found': { condition: 'amqp:not-found', status: 404 },
  'entity-exists': { condition: 'com.microsoft:entity-already-exists', status: 409 },
  'entity-disabled': { condition: 'com.microsoft:entity-disabled', status: 400 },
  'lock-lost': { condition: 'com.microsoft:message-lock-lost', status: 410 },
  'session-lock-lost': { condition: 'com.microsoft:session-lock-lost', status: 410 },
  'session-cannot-be-locked': { condition: 'com.microsoft:session-cannot-be-locked', status: 410 },
  'message-not-found': { condition: 'com.microsoft:message-not-found', status: 404 },
  'message-too-large': { condition: 'amqp:link:message-size-exceeded', status: 403 },
  'quota-exceeded': { condition: 'amqp:resource-limit-exceeded', status: 403 },
  'rule-not-found': { condition: 'amqp:not-found', status: 404 },
  'rule-exists': { condition: 'com.microsoft:entity-already-exists', status: 409 },
  'not-allowed': { condition: 'amqp:not-allowed', status: 400 },
  'invalid-argument': { condition: 'com.microsoft:argument-error', status: 400 },
  unprocessable: { condition: 'amqp:internal-error', status: 500 },
  timeout: { condition: 'com.microsoft:timeout', status: 408 },
  unauthorized: { condition: 'amqp:unauthorized-access', status: 401 },
  unavailable: { condition: 'com.microsoft:server-busy', status: 503 },
};

export interface StatusProblem extends AmqpProblem {
  readonly status: number;
}

/** How a failure looks to a client. */
export function problemOf(error: unknown): StatusProblem {
  if (error instanceof BrokerFailure) return { ...conditions[error.code], description: error.message };
  const description = error instanceof Error ? error.message : String(error);
  if (error instanceof Malformed) return { condition: 'amqp:decode-error', status: 400, description };
  return { condition: 'amqp:internal-error', status: 500, description };
}
