import type { Duplex } from 'node:stream';
import { type Connection, connectionInsides } from './rhea.js';

/** rhea writes each frame by itself: gather those of one turn of the event loop in one call to the system. */
export function coalesceWrites(connection: Connection, socket: Duplex): void {
  const insides = connectionInsides(connection);
  const output = insides.output.bind(insides);
  let corked = false;
  insides.output = () => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    output();
  };
}
