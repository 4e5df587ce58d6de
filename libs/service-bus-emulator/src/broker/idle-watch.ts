import type { Surroundings } from './surroundings.js';

/** Something that can be in use, and when it last was. */
export interface Usable {
  /** A receiver is attached, or messages are scheduled. */
  readonly isInUse: boolean;
  /** Ms since 1970. */
  readonly usedAt: number;
}

/** Calls `remove` once the entity was out of use for `span` ms. Returns how to stop watching. */
export function watchIdle(
  entity: Usable,
  span: number,
  remove: () => void,
  { timeline, now }: Pick<Surroundings, 'timeline' | 'now'>,
): () => void {
  let isOver = false;
  const begun = now();
  const appoint = (at: number): void => timeline.add({ at, stands: () => !isOver, come });
  const come = (at: number): void => {
    if (isOver) return;
    const since = entity.isInUse ? at : Math.max(entity.usedAt, begun);
    if (at - since < span) {
      appoint(since + span);
      return;
    }
    isOver = true;
    remove();
  };
  appoint(begun + span);
  return () => {
    isOver = true;
    timeline.fell(1);
  };
}
