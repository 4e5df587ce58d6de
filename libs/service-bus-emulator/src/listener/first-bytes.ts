import type { Duplex } from 'node:stream';

/** How long a client may take to say what it speaks. */
const PATIENCE = 10_000;

/**
 * Calls back once the first bytes decide, with the socket as if nobody had read from it; the socket is paused then. A
 * client that says nothing for ten seconds, or leaves, is cut off.
 */
export function whenDecided<T>(
  socket: Duplex,
  decide: (bytes: Buffer) => T | undefined,
  act: (decision: T) => void,
  patience = PATIENCE,
): void {
  let seen: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), patience).unref();
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('data', look).off('close', stop).off('end', leave);
  };
  const leave = (): void => {
    socket.destroy();
  };
  const look = (chunk: Buffer): void => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const decision = decide(seen);
    if (decision === undefined) return;
    stop();
    socket.pause();
    socket.unshift(seen);
    act(decision);
  };
  socket.on('data', look).on('close', stop).on('end', leave);
}
