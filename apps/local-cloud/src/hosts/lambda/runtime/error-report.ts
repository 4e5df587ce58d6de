/** An error as the Runtime API takes it. */
export interface ErrorReport {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** An error of the runtime itself, with the kind that Lambda's own runtime names. */
export class RuntimeError extends Error {
  /** @param kind such as `Runtime.HandlerNotFound` */
  constructor(kind: string, message: string) {
    super(message);
    this.name = kind;
  }
}

/** Whatever was thrown, for the Runtime API. */
export function reportOf(thrown: unknown): ErrorReport {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  const { name, message, stack = '' } = thrown;
  return { errorType: inHeader(name), errorMessage: message, trace: stack.split('\n') };
}

/** The kind travels in a header, too, which takes printable ASCII alone. */
const inHeader = (name: string): string => name.replaceAll(/[^ -~]/g, '?');
