/** Work that may not listen to its signal: a client that looks for credentials does not always. */
export async function withinTime<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new TimedOut('no answer in time'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(signal), promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

class TimedOut extends Error {
  override readonly name = 'TimeoutError';
}
