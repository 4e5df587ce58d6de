import { type Engine, startDynamo } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import { aPoint } from '@causeway/testing';
import { endedSessionItem, endedSince } from '../src/adapters/dynamo-ended-sessions.js';

const now = new Date('2026-11-21T09:00:05.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('the list of ended sessions', () => {
  let engine: Engine;
  let table: DynamoTable;
  let tables = 0;

  beforeAll(async () => {
    engine = await startDynamo();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    tables += 1;
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
    table = new DynamoTable(client, `ended-${tables}`);
    await ensureTable(client, { table: table.name });
  });

  const end = (id: string, seconds: number) => table.write(aPoint, table.put(endedSessionItem(id, ago(seconds))));

  it('names, from the start, those whose tokens may still be alive', async () => {
    await end('long ago', 2000);
    await end('ten minutes ago', 600);
    await end('a minute ago', 66);
    await end('just now', 0);
    expect(await endedSince(table, undefined, now)).toEqual({
      sessions: ['ten minutes ago', 'a minute ago', 'just now'],
      nextCursor: '2026-11-21T08:59:55.000Z',
      more: false,
    });
  });

  it('looks back a little from the cursor it gave, for writes that came late', async () => {
    const { nextCursor } = await endedSince(table, undefined, now);
    await end('written late', 5);
    await end('long known', 60);
    expect((await endedSince(table, nextCursor, now)).sessions).toEqual(['written late']);
  });

  it('comes in pages when there are many, none left out', async () => {
    const ids = Array.from({ length: 1500 }, (_, i) => `s${i}`);
    for (let i = 0; i < ids.length; i += 100) {
      await table.transact(
        aPoint,
        ids.slice(i, i + 100).map((id, j) => table.put(endedSessionItem(id, ago(300 - i / 100 - j / 200)))),
      );
    }
    const first = await endedSince(table, undefined, now);
    expect(first).toMatchObject({ more: true });
    const second = await endedSince(table, first.nextCursor, now);
    expect(second).toMatchObject({ more: false });
    expect([...first.sessions, ...second.sessions].sort()).toEqual(ids.sort());
  });

  it('begins anew for a cursor from long ago, and refuses what is no cursor', async () => {
    await end('ten minutes ago', 600);
    expect((await endedSince(table, '2020-01-01T00:00:00.000Z', now)).sessions).toEqual(['ten minutes ago']);
    await expect(endedSince(table, 'rubbish', now)).rejects.toMatchObject({ code: 'bad-query' });
  });
});
