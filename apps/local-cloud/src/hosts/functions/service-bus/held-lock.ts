/** The soonest a lock is renewed again, whatever the two clocks say. */
const soonestMs = 100;

/**
 * Renews a lock each time half of it has passed, until the returned function is called or `longestMs` are over. A lock that
 * cannot be renewed is lost, or what it was for has been settled by the function itself: nothing more is done.
 */
export function holdLock(lockedUntil: Date | undefined, renew: () => Promise<Date>, longestMs: number): () => void {
  const end = Date.now() + longestMs;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const plan = (until: Date | undefined) => {
    const waitMs = Math.max(soonestMs, ((until?.getTime() ?? 0) - Date.now()) / 2);
    if (ended || until === undefined || Date.now() + waitMs >= end) return;
    timer = setTimeout(() => void renew().then(plan, () => undefined), waitMs);
  };
  plan(lockedUntil);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
