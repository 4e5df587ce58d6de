import type { Relay } from './relay.js';

/** How often an outbox is looked at where no sweeper runs: what a stream or a process published at once is not there any more. */
const everyMs = 10_000;

/** A round of `runtime/rounds` that publishes what was left in an outbox. */
export const sweepOutbox = <App>(relayOf: (app: App) => Relay) => ({
  name: 'sweep-outbox',
  everyMs,
  failed: 'the outbox was not swept; it is tried again',
  work: (app: App) => relayOf(app).lookOnce(),
});
