/** The longest wait a Node timer can hold. */
const LONGEST = 2 ** 31 - 1;

/** One timer for the earliest of many moments. */
export function alarm(ring: () => void): { set(at: number): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let armed = Number.POSITIVE_INFINITY;
  let stopped = false;
  const set = (at: number): void => {
    if (stopped || at >= armed) return;
    armed = at;
    clearTimeout(timer);
    timer = setTimeout(go, Math.min(Math.max(at - Date.now(), 0), LONGEST));
  };
  const go = (): void => {
    armed = Number.POSITIVE_INFINITY;
    ring();
  };
  return {
    set,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
