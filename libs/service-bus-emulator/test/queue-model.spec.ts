import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openMemoryStore } from '../src/storage/memory.js';
import { openSqliteStore } from '../src/storage/sqlite.js';
import type { Store } from '../src/storage/store.js';
import { commands } from './model/queue-commands.js';
import { LOCK, MAX_DELIVERIES, QueueModel, WINDOW } from './model/queue-model.js';
import { SESSION_LOCK, SessionModel, sessionCommands } from './model/session-commands.js';
import { World } from './model/world.js';

describe('a queue, whatever is done to it in whatever order,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
  let files = 0;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const follows = (duplicates: boolean, deadLetters: boolean, restarts: boolean, open: () => () => Store): void => {
    const runs = fc.property(fc.commands(commands(restarts), { maxCommands: 80, size: 'max' }), (sequence) => {
      const world = new World(
        {
          lockDuration: LOCK,
          maxDeliveryCount: MAX_DELIVERIES,
          deadLetterOnExpiration: deadLetters,
          requiresDuplicateDetection: duplicates,
          duplicateWindow: WINDOW,
        },
        open(),
      );
      try {
        const model = new QueueModel({ duplicates, deadLetters });
        fc.modelRun(() => ({ model, real: { world, held: [], count: 0 } }), sequence);
      } finally {
        world.close();
      }
    });
    fc.assert(runs, { numRuns: restarts ? 20 : 40 });
  };

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('does what its model does; duplicates detected: %s, expired ones dead-lettered: %s', (duplicates, deadLetters) => {
    follows(duplicates, deadLetters, false, () => openMemoryStore);
  });

  it.each([false, true])('does so through restarts, duplicates detected: %s', (duplicates) => {
    follows(duplicates, true, true, () => {
      const file = join(folder, `${files++}.db`);
      return () => openSqliteStore(file);
    });
  });

  it('keeps sessions apart, in order and with their states, through restarts', () => {
    const runs = fc.property(fc.commands(sessionCommands(), { maxCommands: 80, size: 'max' }), (sequence) => {
      const file = join(folder, `${files++}.db`);
      const sessions = { requiresSession: true, lockDuration: SESSION_LOCK, maxDeliveryCount: 2000 };
      const world = new World(sessions, () => openSqliteStore(file));
      try {
        fc.modelRun(() => ({ model: new SessionModel(), real: { world, holders: new Map() } }), sequence);
      } finally {
        world.close();
      }
    });
    fc.assert(runs, { numRuns: 25 });
  });
});
