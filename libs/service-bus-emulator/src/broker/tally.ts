/** What happened to messages of an entity since the start. */
export interface Tally {
  /** Sent to it, or copied or forwarded to it. */
  arrived: number;
  /** Handed to a receiver, each time. */
  delivered: number;
  completed: number;
  abandoned: number;
  deferred: number;
  /** Put among the dead letters, for whatever reason. */
  deadLettered: number;
  expired: number;
}

export const aTally = (): Tally => ({
  arrived: 0,
  delivered: 0,
  completed: 0,
  abandoned: 0,
  deferred: 0,
  deadLettered: 0,
  expired: 0,
});
