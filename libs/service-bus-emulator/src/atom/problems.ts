import { BrokerFailure, type FailureCode } from '../broker/failure.js';
import type { Asked } from './asked.js';

/** How the service answers; the client makes its error codes of these. */
const statuses: { readonly [code in FailureCode]?: { readonly status: number; readonly subCode: number } } = {
  'entity-not-found': { status: 404, subCode: 40400 },
  'rule-not-found': { status: 404, subCode: 40400 },
  'entity-exists': { status: 409, subCode: 40900 },
  'rule-exists': { status: 409, subCode: 40900 },
  'invalid-argument': { status: 400, subCode: 40000 },
  'not-allowed': { status: 400, subCode: 40000 },
  'quota-exceeded': { status: 403, subCode: 40300 },
  unauthorized: { status: 401, subCode: 40100 },
  unavailable: { status: 503, subCode: 50300 },
};

/** Refused before it was looked at: the request itself cannot be served. */
export class BadRequest extends Error {
  override name = 'BadRequest';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Status and detail of an answer to what failed. */
export function problemOf(error: unknown, asked: Asked, guid: () => string): { status: number; detail: string } {
  const sentence = error instanceof Error ? error.message : String(error);
  const { status, subCode } = codesOf(error);
  const tracking = `TrackingId:${guid()}, SystemTracker:${asked.host}, Timestamp:${new Date(asked.now).toISOString()}`;
  return { status, detail: `SubCode=${subCode}. ${sentence} ${tracking}` };
}

function codesOf(error: unknown): { readonly status: number; readonly subCode: number } {
  if (error instanceof BadRequest) return { status: error.status, subCode: error.status * 100 };
  const known = error instanceof BrokerFailure ? statuses[error.code] : undefined;
  return known ?? { status: 500, subCode: 50000 };
}
