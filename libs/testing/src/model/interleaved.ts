import type { Scheduler } from 'fast-check';

/** A port whose every call waits for its turn: the scheduler decides which of all waiting calls comes next. */
export function interleaved<T extends object>(port: T, scheduler: Pick<Scheduler, 'schedule'>): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), String(name));
        return member.apply(target, given);
      };
    },
  });
}
