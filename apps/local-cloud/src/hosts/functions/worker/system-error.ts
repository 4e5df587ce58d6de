import type { Exception } from '../rpc.js';

/** A fault of how the app uses the host rather than of its own; the library asks for the mark. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly isAzureFunctionsSystemError = true;
}

/** What a function threw, whatever it is, as the host is told. */
export function exceptionOf(thrown: unknown): Exception {
  if (thrown instanceof Error) return { message: thrown.message, source: '', stackTrace: thrown.stack ?? '' };
  const message = typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? 'Unknown error');
  return { message, source: '', stackTrace: '' };
}
