import type { PaymentIntent, PaymentMethod } from './stripe-objects.js';

export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
  payment_method?: PaymentMethod;
};

/**
 * A refusal in Stripe's shape (https://docs.stripe.com/api/errors). Rules throw it before they write anything; a declined
 * charge, which does change the intent, is a value.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message);
  }
}

type Details = Partial<Pick<ErrorBody, 'code' | 'param' | 'payment_intent'>>;

/** 400: the parameters, or what they ask of the object's state, are wrong. */
export const invalidRequest = (message: string, details: Details = {}): ApiError =>
  new ApiError(400, { type: 'invalid_request_error', message, ...details });

/** `what` in Stripe's words, such as `payment_intent`; 404 when the address names it, 400 when a parameter does. */
export const noSuch = (what: string, id: string, param: string, status: 400 | 404 = 404): ApiError =>
  new ApiError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  });

export const unexpectedState = (message: string, intent: PaymentIntent): ApiError =>
  invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });

/** The provider is down for a moment: nothing happened, and nothing is remembered of the request. */
export class Unavailable extends ApiError {
  constructor() {
    super(503, { type: 'api_error', message: 'The service is unavailable for a moment. Nothing happened; try again.' });
  }
}
