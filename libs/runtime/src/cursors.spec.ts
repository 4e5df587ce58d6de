import { cursors } from './cursors.js';

describe('a cursor', () => {
  const { seal, open } = cursors(['a secret of sixteen']);
  const cursor = seal({ id: 7 }, ['/v1/orders', 'ann']);

  it('brings back the position it was made for', () => {
    expect(open(cursor, ['/v1/orders', 'ann'])).toEqual({ id: 7 });
  });

  it.each([
    ['of another user', cursor, ['/v1/orders', 'bob']],
    ['of another list', cursor, ['/v1/notifications', 'ann']],
    [
      'that was altered',
      `${Buffer.from('{"id":8}').toString('base64url')}.${cursor.split('.')[1]}`,
      ['/v1/orders', 'ann'],
    ],
    ['with something behind it', `${cursor}.x`, ['/v1/orders', 'ann']],
    ['that is rubbish', '../../etc', ['/v1/orders', 'ann']],
    ['that is empty', '', ['/v1/orders', 'ann']],
  ])('%s is refused', (_what, given, scope) => {
    expect(() => open(given, scope)).toThrow(expect.objectContaining({ code: 'bad-query' }));
  });

  it('of another secret is refused', () => {
    expect(() => cursors(['another secret, too']).open(cursor, ['/v1/orders', 'ann'])).toThrow('not one of this list');
  });

  it('that the secret before this one signed is good, and new ones are signed with the new one alone', () => {
    const after = cursors(['a newer secret of ours', 'a secret of sixteen']);
    expect(after.open(cursor, ['/v1/orders', 'ann'])).toEqual({ id: 7 });
    const newer = after.seal({ id: 8 }, ['/v1/orders', 'ann']);
    expect(cursors(['a newer secret of ours']).open(newer, ['/v1/orders', 'ann'])).toEqual({ id: 8 });
    expect(() => open(newer, ['/v1/orders', 'ann'])).toThrow('not one of this list');
  });
});
