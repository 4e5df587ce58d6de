import { createHistogram } from 'node:perf_hooks';

/** A client of the server under load: sends messages, receives and completes them. */
export interface Client {
  /** Settles when the message was acknowledged, came back, and was completed; gives when it came back, as `performance.now()`. */
  cycle(): Promise<number>;
  close(): Promise<void>;
}

export const BODY = Buffer.alloc(1024, 'x');

/** Cycles per second with this many in flight. */
export async function throughput(client: Client, inFlight: number, ms: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() - start < ms) {
      await client.cycle();
      done++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  return (done * 1000) / (performance.now() - start);
}

export interface RoundTrip {
  /** Milliseconds from the call of send to the message's arrival. */
  readonly p50: number;
  readonly p99: number;
}

/** The time from send to received, one message at a time; each is completed before the next is sent. */
export async function roundTrip(client: Client, ms: number): Promise<RoundTrip> {
  const histogram = createHistogram();
  const start = performance.now();
  while (performance.now() - start < ms) {
    const sentAt = performance.now();
    const cameAt = await client.cycle();
    histogram.record(Math.max(1, Math.round((cameAt - sentAt) * 1e6)));
  }
  return { p50: histogram.percentile(50) / 1e6, p99: histogram.percentile(99) / 1e6 };
}
