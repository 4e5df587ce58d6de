import type { Content, Entry } from '../broker/message.js';
import type { Failpoint } from '../failpoints.js';

export type LaneName = 'main' | 'dead-letter';

/** One entity's place in the store. */
export interface Shelf {
  readonly key: number;
  /** The next sequence number to give. */
  nextSequence: number;
}

export interface KeptEntry {
  readonly lane: LaneName;
  readonly entry: Entry;
}

export interface KeptDuplicate {
  readonly messageId: string;
  readonly at: number;
}

/** What an entity looked like when it was last changed, and what the configuration said then. */
export interface KeptDefinition {
  readonly path: string;
  readonly kind: 'queue' | 'topic' | 'subscription';
  /** JSON of the definition in force. */
  readonly current: string;
  /** JSON of the definition in the configuration; null: made at run time. */
  readonly declared: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * Where everything is kept. Changes are visible at once and join the open group; `committed` settles when the group that
 * holds them is durable.
 */
export interface Store {
  shelf(path: string): Shelf;
  /** Everything of an entity that was kept from an earlier run. */
  entries(shelf: Shelf): Iterable<KeptEntry>;
  duplicates(shelf: Shelf): Iterable<KeptDuplicate>;
  sessionStates(shelf: Shelf): Iterable<{ sessionId: string; state: Buffer; updatedAt: number }>;
  definitions(): KeptDefinition[];

  nextEntryId(): number;
  addContent(bytes: Buffer): Content;
  content(content: Content): Buffer;
  addEntry(shelf: Shelf, lane: LaneName, entry: Entry): void;
  /** Place, attempts or content changed. */
  updateEntry(entry: Entry): void;
  removeEntry(entry: Entry): void;
  /** One share less of a content that an entry no longer points to. */
  releaseContent(content: Content): void;
  advanceSequence(shelf: Shelf): void;
  rememberDuplicate(shelf: Shelf, messageId: string, at: number): void;
  forgetDuplicates(shelf: Shelf, before: number): void;
  setSessionState(shelf: Shelf, sessionId: string, state: Buffer | undefined, at: number): void;
  saveDefinition(definition: KeptDefinition): void;
  removeDefinition(path: string): void;
  /** Forgets the entity and everything in it. */
  discard(path: string): void;

  /**
   * Settles when all changes so far survive the end of this process, and the point was passed. Rejects with `unavailable`
   * when the disk refused.
   */
  written(point: Failpoint): Promise<void>;
  /** Settles when all changes so far are durable, also through a loss of power. Else as above. */
  committed(point: Failpoint): Promise<void>;
  /** Has `took` called with the duration of each commit in seconds. */
  watchCommits(took: (seconds: number) => void): void;
  /** True while the disk takes changes. */
  readonly healthy: boolean;
  /** Throws `unavailable`, before anything is changed, while the disk refuses. */
  check(): void;
  /** Has `act` called whenever a disk that refused takes changes again. */
  onRecovery(act: () => void): void;
  close(): void;
}
