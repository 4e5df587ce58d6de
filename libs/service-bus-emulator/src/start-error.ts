/** The emulator cannot start; the message is one sentence for the operator. */
export class EmulatorError extends Error {
  override name = 'EmulatorError';
}

/** Turns Node's error of a listening attempt into a sentence. */
export const startError =
  (host: string, port: number | undefined) =>
  (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new EmulatorError(`Port ${port} on ${host} is taken; stop what uses it or choose another with --port.`);
    throw new EmulatorError(
      `Cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  };
