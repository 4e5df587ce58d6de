import { type Connection, changeable, connectionInsides } from './rhea.js';

/** What the broker tells every client: frames up to 64 kB, and a sign of life each minute. Who gives none for two is gone. */
export const offer = { max_frame_size: 65_536, channel_max: 4999, idle_time_out: 60_000 };

/** What every AMQP client must be able to take, in bytes. */
const SMALLEST_FRAME = 512;

/** A heartbeat more often than this is of no use to anybody, in ms. */
const SHORTEST_IDLE_TIME = 100;

/** Some say they can wait for ever with the largest number there is, which no timer holds. */
const LONGEST_IDLE_TIME = 3_600_000;

/** Makes a connection of rhea fit for strangers; `cutOff` ends it. */
export function guardConnection(connection: Connection, cutOff: (reason?: Error) => void): void {
  const insides = connectionInsides(connection);

  // rhea works in ticks of its own: what throws there would end the process.
  const work = insides._process.bind(connection);
  insides._process = () => {
    try {
      work();
    } catch (error) {
      cutOff(error instanceof Error ? error : undefined);
    }
  };

  const read = insides.input.bind(connection);
  insides.input = (bytes) => {
    read(bytes);
    if ((insides.frame_size ?? 0) > offer.max_frame_size) cutOff();
  };

  const onOpen = insides.on_open.bind(connection);
  insides.on_open = (frame) => {
    const { idle_time_out: wanted, max_frame_size: frameSize } = frame.performative;
    // rhea would cut a message into pieces of nothing.
    if (frameSize != null && !(frameSize >= SMALLEST_FRAME))
      throw new Error(`Frames of ${frameSize} bytes are too small.`);
    const idleTime = typeof wanted === 'number' ? wanted : 0;
    if (idleTime > 0 && idleTime < SHORTEST_IDLE_TIME) throw new Error(`An idle time of ${idleTime} ms is too short.`);
    changeable(frame.performative).idle_time_out = Math.min(idleTime, LONGEST_IDLE_TIME);
    onOpen(frame);
  };

  const onBegin = insides.on_begin.bind(connection);
  insides.on_begin = (frame) => {
    if (frame.channel > offer.channel_max) throw new Error(`The channel ${frame.channel} is beyond what was agreed.`);
    onBegin(frame);
  };
}
