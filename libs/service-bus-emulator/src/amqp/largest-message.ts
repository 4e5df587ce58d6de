import { Queue } from '../broker/queue.js';
import type { Broker } from './broker.js';

/** The largest message the queue or topic takes, in bytes: its own limit, or the emulator's. Throws `entity-not-found`. */
export function largestMessage(path: string, { namespace, maxMessageBytes }: Broker): number {
  const destination = namespace.destination(path);
  const definition = destination instanceof Queue ? destination.settings : destination.definition;
  const own = 'maxMessageSizeInKilobytes' in definition ? definition.maxMessageSizeInKilobytes : 0;
  return own === 0 ? maxMessageBytes : own * 1024;
}
