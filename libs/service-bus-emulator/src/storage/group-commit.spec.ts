import { jest } from '@jest/globals';
import { type Disk, GroupCommit } from './group-commit.js';

/** A disk that notes what it is asked, and does as the test says. */
function aDisk() {
  const asked: string[] = [];
  const syncs: PromiseWithResolvers<void>[] = [];
  let full = false;
  const disk: Disk = {
    write: () => {
      asked.push('write');
      if (full) throw new Error('database or disk is full');
    },
    sync: () => {
      asked.push('sync');
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
  };
  return {
    disk,
    asked,
    syncs,
    set full(is: boolean) {
      full = is;
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What has come of a promise by now. */
async function stateOf(promise: Promise<void>): Promise<string> {
  const settled = promise.then(
    () => 'settled',
    (error: Error) => error.message,
  );
  return Promise.race([settled, turn().then(() => 'open')]);
}

describe('a group of changes', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('is written once for all changes of a turn, and acknowledged only when the disk has synchronized', async () => {
    const { disk, asked, syncs } = aDisk();
    const group = new GroupCommit(disk, () => undefined);
    group.changed();
    group.changed();
    const [written, committed] = [group.written(), group.committed()];
    expect(asked).toEqual([]);
    await turn();
    expect(asked).toEqual(['write']);
    await turn();
    expect(asked).toEqual(['write', 'sync']);
    expect([await stateOf(written), await stateOf(committed)]).toEqual(['settled', 'open']);
    syncs[0]?.resolve();
    expect(await stateOf(committed)).toBe('settled');
  });

  it('that is written while the disk synchronizes waits for the next synchronization', async () => {
    const { disk, asked, syncs } = aDisk();
    const group = new GroupCommit(disk, () => undefined);
    group.changed();
    await turn();
    group.changed();
    const second = group.committed();
    await turn();
    group.changed();
    const third = group.committed();
    await turn();
    expect(asked).toEqual(['write', 'sync', 'write', 'write']);
    syncs[0]?.resolve();
    expect(await stateOf(second)).toBe('open');
    expect(asked).toEqual(['write', 'sync', 'write', 'write', 'sync']);
    syncs[1]?.resolve();
    expect([await stateOf(second), await stateOf(third)]).toEqual(['settled', 'settled']);
  });

  it('waits for changes made before, though they are written already', async () => {
    const { disk, syncs } = aDisk();
    const group = new GroupCommit(disk, () => undefined);
    group.changed();
    await turn();
    const later = group.committed();
    expect(await stateOf(later)).toBe('open');
    syncs[0]?.resolve();
    expect(await stateOf(later)).toBe('settled');
  });

  it('that a full disk refuses is refused, and written when there is room', async () => {
    const space = aDisk();
    let recovered = 0;
    const group = new GroupCommit(space.disk, () => recovered++);
    space.full = true;
    group.changed();
    const refused = group.committed();
    await turn();
    const sentence = 'The data file cannot be written: database or disk is full; make room for it.';
    expect(await stateOf(refused)).toBe(sentence);
    expect(await stateOf(group.committed())).toBe(sentence);
    expect(group.failure).toMatchObject({ code: 'unavailable' });
    jest.advanceTimersByTime(1000);
    expect(recovered).toBe(0);
    space.full = false;
    jest.advanceTimersByTime(1000);
    expect([recovered, group.failure]).toEqual([1, undefined]);
    const committed = group.committed();
    expect(await stateOf(committed)).toBe('open');
    space.syncs[0]?.resolve();
    expect(await stateOf(committed)).toBe('settled');
  });

  it('that a disk failed to synchronize is never acknowledged, whatever the disk says later', async () => {
    const { disk, asked, syncs } = aDisk();
    const group = new GroupCommit(disk, () => undefined);
    group.changed();
    const lost = group.committed();
    await turn();
    await turn();
    syncs[0]?.reject(new Error('EIO: i/o error, fdatasync'));
    const sentence =
      'The data file could not be synchronized: EIO: i/o error, fdatasync; check the disk and start again.';
    expect(await stateOf(lost)).toBe(sentence);
    group.changed();
    expect(await stateOf(group.committed())).toBe(sentence);
    jest.advanceTimersByTime(60_000);
    expect(asked).toEqual(['write', 'sync']);
  });
});
