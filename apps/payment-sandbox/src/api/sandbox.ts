import type { Books, Clock, Transactions, World } from '../core/ports.js';

/** What the routes work with. */
export type Sandbox = {
  transactions: Transactions;
  /** For reading: what is committed. */
  books: Books;
  clock: Clock;
  world(request: World['request']): World;
  apiKey: string;
  /** Requests a second; without a limit when undefined. */
  rateLimit: number | undefined;
  /** How long an answer that must not arrive is held back, in milliseconds. */
  hangMs: number;
  /** Somebody listens to webhooks. */
  isHeard: boolean;
  /** Aborted when the process ends. */
  stopping: AbortSignal;
};
