/** What is good until a moment, in milliseconds since 1970. */
type Lasting = { expiresAt: number };

/**
 * So long before it ends a token is renewed. Less than the five minutes in which the clients of Azure and AWS take no
 * token of theirs for good any more: when we ask them for a new one, they never answer with the old one.
 */
export const renewalMs = 4 * 60_000;
/** The clocks of two clouds differ, and a request takes its time: what ends so soon is not handed out. */
const leastLeftMs = 30_000;
/** After a renewal that failed the one that is still good is used, and this long nobody tries again. */
const restMs = 10_000;

/**
 * Remembers what was exchanged until shortly before it ends. Many callers share one exchange; a renewal that fails does
 * no harm as long as the old one is good.
 *
 * @throws what `exchange` throws when there is nothing good to fall back on
 */
export function remembered<T extends Lasting>(exchange: () => Promise<T>, now: () => number = Date.now) {
  let held: T | undefined;
  let underWay: Promise<T> | undefined;
  let restsUntil = 0;

  const renew = (): Promise<T> => {
    underWay ??= exchange()
      .then((fresh) => {
        held = fresh;
        return fresh;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };

  return async (): Promise<T> => {
    const old = held;
    const left = (old?.expiresAt ?? 0) - now();
    if (old === undefined || left <= leastLeftMs) return renew();
    if (left > renewalMs || now() < restsUntil) return old;
    try {
      return await renew();
    } catch {
      restsUntil = now() + restMs;
      return old;
    }
  };
}
