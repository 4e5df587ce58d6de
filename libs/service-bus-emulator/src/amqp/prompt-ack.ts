import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A frame without content, which AMQP allows at any time. */
const EMPTY_FRAME = Buffer.from([0, 0, 0, 8, 2, 0, 0, 0]);

/**
 * Answers input that has no answer of its own with an empty frame. Clients leave Nagle's algorithm on: after a small
 * write they hold the next one until the first is acknowledged, and the system delays a bare acknowledgement by 40 ms.
 */
export function acknowledgePromptly(socket: Duplex, isReady: () => boolean): void {
  // A WebSocket's stream does not count what it wrote.
  if (!(socket instanceof Socket)) return;
  let checking = false;
  socket.on('data', () => {
    if (checking) return;
    checking = true;
    const before = socket.bytesWritten;
    setImmediate(() => {
      checking = false;
      if (socket.bytesWritten === before && isReady() && socket.writable) socket.write(EMPTY_FRAME);
    });
  });
}
