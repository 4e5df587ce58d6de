import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { sql } from 'kysely';
import { insertIfAbsent, migrate, openSql, type SqlStore } from '../src/sql.js';
import { aPoint } from './a-point.js';
import { account, migrations, type Tables } from './accounts.js';
import { type FaultyServer, startFaultyServer } from './tds/faulty-server.js';
import { ServerError } from './tds/tds-server.js';

let server: FaultyServer;
let store: SqlStore<Tables>;

beforeEach(async () => {
  server = await startFaultyServer();
  store = openSql<Tables>(server.url('master'));
  await migrate(store, migrations);
  server.asked.length = 0;
});

afterEach(async () => {
  await store.close();
  await server.close();
});

const all = () => store.db.selectFrom('accounts').selectAll().orderBy('id').execute();
const add = (id: string) =>
  store.transaction(aPoint, async (trx) => {
    await trx.insertInto('accounts').values(account(id)).execute();
    await trx.updateTable('accounts').set({ amount: 1 }).where('id', '=', id).execute();
  });
const times = (step: string) => server.asked.filter((asked) => asked.startsWith(step)).length;
const deadlock = new ServerError(1205, 'Transaction was deadlocked and has been chosen as the victim.', 13, true);

describe('a transaction through the client of SQL Server', () => {
  it('that is the victim of a deadlock is done again as a whole', async () => {
    server.fail({ at: /^update/, how: deadlock, afterwards: true });
    await add('a');
    expect(await all()).toMatchObject([{ id: 'a', amount: 1 }]);
    expect([times('begin'), times('insert'), times('commit')]).toEqual([2, 2, 1]);
  });

  it.each([1205, 1222, 3960, 615, 926, 4221, 10928, 10929, 40143, 40197, 40501, 40540, 40613, 49918, 49919, 49920])(
    'is tried again after %i, whichever step says so',
    async (number) => {
      for (const at of ['begin', /^insert/, 'commit'] as const)
        server.fail({ at, how: new ServerError(number, 'The service is busy.', 17) });
      await add('a');
      expect(await all()).toMatchObject([{ id: 'a', amount: 1 }]);
    },
  );

  it('is tried again on another connection when the one it had breaks before the commit', async () => {
    server.fail({ at: /^update/, how: 'break' });
    await add('a');
    expect(await all()).toMatchObject([{ id: 'a', amount: 1 }]);
    expect(times('commit')).toBe(1);
  });

  it('is not tried again when the connection breaks during the commit: repeating it is left to who can tell', async () => {
    server.fail({ at: 'commit', how: 'break', afterwards: true });
    await expect(add('a')).rejects.toMatchObject({ name: 'DomainError', code: 'unavailable' });
    expect(times('begin')).toBe(1);
    // It had been committed, and the connection was not used again.
    expect(await all()).toMatchObject([{ id: 'a', amount: 1 }]);
  });

  it('has its effect once when a commit in doubt is repeated by an inbox', async () => {
    const arrive = () =>
      store.transaction(aPoint, async (trx) => {
        const first = await insertIfAbsent(store.dialect, trx, 'accounts', account('event 1'));
        if (!first) return 'had its effect before';
        await insertIfAbsent(store.dialect, trx, 'accounts', account('sum'));
        await trx.updateTable('accounts').set({ amount: sql`amount + 1` }).where('id', '=', 'sum').execute();
        return 'has its effect';
      });
    server.fail({ at: 'commit', how: 'break', afterwards: true });
    await expect(arrive()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await arrive()).toBe('had its effect before');
    server.fail({ at: 'commit', how: 'break' });
    await expect(store.transaction(aPoint, (trx) => trx.deleteFrom('accounts').execute())).rejects.toThrow();
    expect(await arrive()).toBe('had its effect before');
    expect(await all()).toMatchObject([{ id: 'event 1' }, { id: 'sum', amount: 1 }]);
  });

  it('goes on after a key that is taken', async () => {
    const outcomes = await store.transaction(aPoint, async (trx) => [
      await insertIfAbsent(store.dialect, trx, 'accounts', account('a')),
      await insertIfAbsent(store.dialect, trx, 'accounts', account('a')),
      await insertIfAbsent(store.dialect, trx, 'accounts', account('b')),
    ]);
    expect(outcomes).toEqual([true, false, true]);
    expect([times('begin'), times('commit')]).toEqual([1, 1]);
  });

  it.each([547, 515, 102, 208, 2628])('is not tried again after %i, and says what was wrong', async (number) => {
    server.fail({ at: /^insert/, how: new ServerError(number, 'That is wrong.') });
    await expect(add('a')).rejects.toMatchObject({ number, message: 'That is wrong.' });
    expect(times('begin')).toBe(1);
    expect(await all()).toEqual([]);
  });

  it('tells why it failed, not that it could not be rolled back, and gives no open transaction to the next', async () => {
    server.fail({ at: /^insert/, how: new ServerError(547, 'That is wrong.') });
    server.fail({ at: 'rollback', how: new ServerError(3903, 'There is no transaction.') });
    await expect(add('a')).rejects.toMatchObject({ number: 547 });
    await add('b');
    expect(await all()).toMatchObject([{ id: 'b' }]);
  });

  it('is unavailable when the server stays busy, within seconds', async () => {
    for (let n = 0; n < 30; n += 1) server.fail({ at: 'begin', how: new ServerError(40501, 'The service is busy.') });
    const began = performance.now();
    await expect(add('a')).rejects.toMatchObject({ name: 'DomainError', code: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is unavailable when all connections stay lent, instead of waiting for ever', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const busy = Array.from({ length: 10 }, () => store.transaction(aPoint, () => held));
    await expect(add('late')).rejects.toMatchObject({ code: 'unavailable' });
    letGo();
    await Promise.allSettled(busy);
  }, 40_000);
});

describe('a single statement', () => {
  it('that reads is asked again when its connection breaks', async () => {
    await add('a');
    server.fail({ at: /^select/, how: 'break' });
    expect(await all()).toHaveLength(1);
  });

  it('that writes is tried again when it was refused, and not when it may have happened', async () => {
    const write = () => store.write(aPoint, (db) => db.insertInto('accounts').values(account('a')).execute());
    server.fail({ at: /^insert/, how: deadlock });
    server.fail({ at: /^insert/, how: 'break', afterwards: true });
    await expect(write()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(times('insert')).toBe(2);
    expect(await all()).toHaveLength(1);
  });

  it('that gets no answer fails within seconds', async () => {
    server.fail({ at: /^select 1/, how: 'silence' });
    await expect(store.ping()).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });

  it('has no more parameters than the server takes', async () => {
    const ids = Array.from({ length: 2099 }, (_, n) => `a${n}`);
    const read = store.db.selectFrom('accounts').select('id').where('id', 'in', ids).execute();
    await expect(read).rejects.toThrow('A statement has 2099 parameters; SQL Server takes 2098.');
  });
});

describe('a server that is not ready', () => {
  const opening = () => migrate(store, migrations);

  it.each([40613, 4060])('is waited for while it says %i', async (number) => {
    await store.close();
    store = openSql<Tables>(server.url('master'));
    // The client itself tries four times for one connection.
    for (let n = 0; n < 5; n += 1)
      server.fail({ at: 'login', how: new ServerError(number, 'Database is not available.') });
    await opening();
    expect(await all()).toEqual([]);
  });

  it('is not waited for when the password is wrong', async () => {
    await store.close();
    store = openSql<Tables>(server.url('master'));
    server.fail({ at: 'login', how: new ServerError(18456, "Login failed for user 'sa'.", 14) });
    await expect(opening()).rejects.toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'sa'." });
  });
});

describe('an endpoint that is none', () => {
  let stranger: Server | undefined;
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    stranger?.close();
    stranger = undefined;
  });

  async function asking(onConnection: (socket: Socket) => void) {
    stranger = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      onConnection(socket);
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo; // it listens on a port
    return pinging(port);
  }

  async function pinging(port: number) {
    const away = openSql<Tables>(`mssql://sa:secret@127.0.0.1:${port}/shop?encrypt=false`);
    try {
      return await away.ping();
    } finally {
      await away.close();
    }
  }

  it('and refuses fails at once, in a way that is worth another try', async () => {
    await expect(pinging(1)).rejects.toMatchObject({ code: 'ESOCKET' });
  });

  it('and closes fails at once', async () => {
    await expect(asking((socket) => socket.destroy())).rejects.toMatchObject({ code: 'ESOCKET' });
  });

  it('and says nothing fails within 20 s', async () => {
    await expect(asking(() => undefined)).rejects.toMatchObject({ code: 'ETIMEOUT' });
  }, 30_000);
});
