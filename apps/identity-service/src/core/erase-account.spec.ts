import { v7 as uuid } from 'uuid';
import { memoryPorts } from '../../test/memory-ports.js';
import type { Account } from './account.js';
import { EraseAccount } from './erase-account.js';
import type { ErasureRecord } from './erasure.js';
import type { Erasures } from './erasures.js';

const anAccount = (): Account => ({
  id: uuid(),
  email: 'ann@example.com',
  name: 'Ann',
  roles: ['customer'],
  createdAt: '2026-11-21T09:00:00.000Z',
  version: 1,
  credentials: 1,
  passwordHash: 'hashed',
});

/** Erasures in memory, of accounts that change `changes` times just before they are erased. */
function memoryErasures(accounts: Account[], changes: number): Erasures {
  const kept = new Map<string, ErasureRecord>();
  let left = changes;
  return {
    async begin(account, { erasure }) {
      left -= 1;
      if (left >= 0) return 'outdated';
      kept.set(account.id, erasure);
      accounts.splice(accounts.indexOf(account), 1);
      return 'begun';
    },
    ofUser: async (userId) => kept.get(userId),
    byId: async (id) => [...kept.values()].find((erasure) => erasure.id === id),
    report: () => Promise.reject(new Error('nobody reports')),
    complete: () => Promise.reject(new Error('nothing is complete')),
  };
}

describe('an account that somebody wants erased', () => {
  const erasing = (changes: number) => {
    const ports = memoryPorts();
    const account = anAccount();
    ports.accounts.push(account);
    return { account, erase: new EraseAccount({ ...ports, erasures: memoryErasures(ports.accounts, changes) }) };
  };

  it('is erased, even when it changes at that moment; asked again, the erasure is the same', async () => {
    const { account, erase } = erasing(2);
    const erasure = await erase.run(account.id);
    expect(erasure.status).toBe('in_progress');
    expect(await erase.run(account.id)).toEqual(erasure);
  });

  it('stays when it is changed again and again, and whoever asked is told to come back', async () => {
    const { account, erase } = erasing(9);
    await expect(erase.run(account.id)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is nobody’s when there never was one', async () => {
    await expect(erasing(0).erase.run(uuid())).rejects.toMatchObject({ code: 'invalid-token' });
  });
});
