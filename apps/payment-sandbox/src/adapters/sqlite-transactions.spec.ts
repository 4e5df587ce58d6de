import { sqliteBooks } from './sqlite-books.js';
import { openFile } from './sqlite-file.js';
import { SqliteTransactions } from './sqlite-transactions.js';

describe('transactions', () => {
  const opened = () => {
    const file = openFile(':memory:');
    const books = sqliteBooks(file, { isHeard: false });
    let commits = 0;
    const transactions = new SqliteTransactions(file, books, () => {
      commits += 1;
    });
    return { file, books, transactions, commits: () => commits };
  };

  it('that come together are committed together, each for itself', async () => {
    const { books, transactions, commits } = opened();
    const good = transactions.run('settled', (kept) => kept.timers.set('good', 1));
    const bad = transactions.run('settled', (kept) => {
      kept.timers.set('bad', 1);
      throw new Error('changed its mind');
    });
    const later = transactions.run('settled', (kept) => kept.timers.due(1, 10));
    await expect(bad).rejects.toThrow('changed its mind');
    await good;
    expect(await later).toEqual(['good']);
    expect(books.timers.due(1, 10)).toEqual(['good']);
    expect(commits()).toBe(1);
  });

  it('that cannot be committed tell every caller', async () => {
    const { file, transactions } = opened();
    const all = [transactions.run('settled', () => 1), transactions.run('settled', () => 2)];
    file.close();
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
