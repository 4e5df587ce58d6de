import type { Content } from '../broker/message.js';
import type { Failpoint } from '../failpoints.js';
import type { KeptDefinition, Shelf, Store } from './store.js';

const passed = async (point: Failpoint): Promise<void> => point.pass();

/** Keeps everything for the life of the process: for tests. */
export function openMemoryStore(): Store {
  const shelves = new Map<string, Shelf>();
  const contents = new Map<number, Buffer>();
  const definitions = new Map<string, KeptDefinition>();
  let lastContent = 0;
  let lastEntry = 0;

  const release = (content: Content): void => {
    content.shares--;
    if (content.shares <= 0) contents.delete(content.id);
  };

  return {
    healthy: true,
    check: () => undefined,
    onRecovery: () => undefined,
    shelf: (path) => {
      const key = path.toLowerCase();
      const shelf = shelves.get(key) ?? { key: shelves.size + 1, nextSequence: 1 };
      shelves.set(key, shelf);
      return shelf;
    },
    entries: () => [],
    duplicates: () => [],
    sessionStates: () => [],
    definitions: () => [...definitions.values()],
    nextEntryId: () => ++lastEntry,
    addContent: (bytes) => {
      // A copy: the bytes may be a view of a socket's much larger buffer.
      const content = { id: ++lastContent, size: bytes.length, shares: 0 };
      contents.set(content.id, Buffer.from(bytes));
      return content;
    },
    content: ({ id }) => contents.get(id) ?? Buffer.alloc(0),
    addEntry: (_shelf, _lane, entry) => {
      entry.content.shares++;
    },
    updateEntry: () => undefined,
    removeEntry: (entry) => release(entry.content),
    releaseContent: release,
    advanceSequence: () => undefined,
    rememberDuplicate: () => undefined,
    forgetDuplicates: () => undefined,
    setSessionState: () => undefined,
    saveDefinition: (definition) => definitions.set(definition.path.toLowerCase(), definition),
    removeDefinition: (path) => definitions.delete(path.toLowerCase()),
    discard: (path) => {
      shelves.delete(path.toLowerCase());
      definitions.delete(path.toLowerCase());
    },
    written: passed,
    committed: passed,
    watchCommits: () => undefined,
    close: () => contents.clear(),
  };
}
