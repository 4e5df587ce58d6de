export type FailureCode =
  | 'entity-not-found'
  | 'entity-exists'
  | 'entity-disabled'
  | 'lock-lost'
  | 'session-lock-lost'
  | 'session-cannot-be-locked'
  | 'message-not-found'
  | 'message-too-large'
  | 'quota-exceeded'
  | 'rule-not-found'
  | 'rule-exists'
  | 'not-allowed'
  | 'invalid-argument'
  | 'unprocessable'
  | 'timeout'
  | 'unauthorized'
  | 'unavailable';

/** A refusal of the broker; the protocol layers translate the code, the sentence is for the client's developer. */
export class BrokerFailure extends Error {
  override name = 'BrokerFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}
