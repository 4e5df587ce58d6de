import { createDatabase, createOwner, databasesOf, dropDatabase, testServer } from '../src/index.js';

const server = testServer();
if (server === undefined) process.stdout.write('SKIPPED, TEST_SQL_URL names no SQL Server: the owner of a database\n');
const onServer = server === undefined ? it.skip : it;

describe('the owner of a database', () => {
  const [mine, other] = [`causeway_owned_${process.pid}`, `causeway_other_${process.pid}`];
  const user = `owner_${process.pid}`;

  afterAll(async () => {
    if (server === undefined) return;
    for (const name of [mine, other]) await dropDatabase(server, name);
  });

  onServer('logs in to its own and to no other, with the newest password alone', async () => {
    const url = server ?? '';
    for (const name of [mine, other]) await createDatabase(url, name, true);
    const first = await createOwner(url, mine, { user, password: `First-${'7q'.repeat(8)}` });
    const second = await createOwner(url, mine, { user, password: `Second-${'7q'.repeat(8)}` });
    await expect(databasesOf(first)).rejects.toThrow(/Login failed/);
    expect(await databasesOf(second)).toContain(mine);
    await expect(databasesOf(second.replace(mine, other))).rejects.toThrow();
  });
});
