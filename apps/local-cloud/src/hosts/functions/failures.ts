import type { Exception } from './rpc.js';

/** The function threw. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';

  constructor(readonly exception: Exception) {
    super(exception.message);
  }
}

/** The function took longer than host.json's functionTimeout. */
export class FunctionTimedOut extends Error {
  override readonly name = 'FunctionTimedOut';
}

/** The process in which the app runs ended in the middle: nobody knows how far the function came. */
export class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}
