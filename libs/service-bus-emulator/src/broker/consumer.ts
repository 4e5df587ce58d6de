import type { Handed } from './message.js';

/** A receiver's link, as the lane sees it. */
export interface Consumer {
  readonly mode: 'peek-lock' | 'receive-and-delete';
  /** How many messages it takes right now. */
  credit(): number;
  take(handed: Handed): void;
}
