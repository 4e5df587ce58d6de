/** Bytes of a request to a function, and of its response: 6 MB (Lambda quotas). */
export const mostBytes = 6_291_456;

/** How an invocation ended. A function error is an answer, too: Lambda says 200 and `X-Amz-Function-Error: Unhandled`. */
export type Outcome =
  | { ok: true; payload: string }
  | { ok: false; error: { errorType?: string; errorMessage: string; trace?: readonly string[] } };

/** Lambda took the invocation, and this became of it. */
export const failed = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  error: { errorType, errorMessage },
});

/** All environments that the function may have are busy: `TooManyRequestsException`, 429. */
export class Throttled extends Error {
  override name = 'TooManyRequestsException';

  constructor() {
    super('Rate Exceeded.');
  }
}

/** The event is larger than Lambda takes: `RequestTooLargeException`, 413. */
export class RequestTooLarge extends Error {
  override name = 'RequestTooLargeException';

  constructor(bytes: number) {
    super(`Request must be smaller than ${mostBytes} bytes for the InvokeFunction operation, and has ${bytes}.`);
  }
}
