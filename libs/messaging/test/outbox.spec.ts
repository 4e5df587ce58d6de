import type { CloudEvent } from '@causeway/data-model';
import { type Engine, startDynamo, testDatabase } from '@causeway/engines';
import { DynamoTable, ensureTable, openDynamo } from '@causeway/stores/dynamo';
import { migrate, openSql } from '@causeway/stores/sql';
import {
  createOutbox,
  dynamoRelay,
  type OutboxTables,
  outboxAdd,
  outboxIndex,
  outboxPut,
  type Publisher,
  type Relay,
  sqlRelay,
} from '../src/outbox.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { eventually } from './eventually.js';
import { ScriptedPublisher } from './scripted-publisher.js';

/** An outbox to test: both kinds must behave alike. */
type Bench = {
  /** Commits events that were written `ageMs` ago. */
  commit(events: CloudEvent[], ageMs: number): Promise<void>;
  relay(publisher: Publisher, everyMs?: number): Relay;
  /** What is in the outbox: ids, attempts and why it is parked. */
  held(): Promise<{ id: string; attempts: number; parkedReason: string | undefined }[]>;
  close(): Promise<void>;
};

async function dynamoBench(engine: Engine, name: string): Promise<Bench> {
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: engine.endpoint });
  repeatUpdates(client);
  const table = new DynamoTable(client, name);
  await ensureTable(client, { table: name, indexes: [outboxIndex] });
  const shards = [...Array.from({ length: 16 }, (_, n) => `OUT#${n}`), 'PARKED'];
  return {
    commit: async (events, ageMs) => {
      const written = new Date(Date.now() - ageMs);
      await table.transact(
        aPoint,
        events.map((event) => outboxPut(table, event, written)),
      );
    },
    relay: (publisher, everyMs = 30) => dynamoRelay({ client, table, publisher }, { everyMs }),
    held: async () => {
      const pages = shards.map((shard) =>
        table.query({ index: 'outbox', where: '#outboxShard = :shard', values: { shard }, limit: 100 }),
      );
      const keys = (await Promise.all(pages)).flatMap(({ items }) => items);
      const items = await table.getMany(keys.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })));
      return items.map(({ pk, attempts, parkedReason }) => ({
        id: String(pk).slice('OUT#'.length),
        attempts: Number(attempts),
        parkedReason: parkedReason === undefined ? undefined : String(parkedReason),
      }));
    },
    close: async () => client.destroy(),
  };
}

/** Sends each update twice, as the client does when the first answer is lost. */
function repeatUpdates(client: ReturnType<typeof openDynamo>): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (update) => {
        if (commandName === 'UpdateItemCommand') await next(update);
        return next(update);
      },
    { step: 'build', name: 'repeatUpdates' },
  );
}

async function sqlBench(): Promise<Bench> {
  const database = await testDatabase();
  const store = openSql<OutboxTables>(database.url);
  await migrate(store, { '001-outbox': createOutbox });
  return {
    commit: async (events, ageMs) => {
      const written = new Date(Date.now() - ageMs);
      await store.transaction(aPoint, async (trx) => {
        for (const event of events) await outboxAdd(trx, event, written);
      });
    },
    relay: (publisher, everyMs = 30) => sqlRelay({ store, publisher }, { everyMs }),
    held: async () => {
      const rows = await store.db.selectFrom('outbox').selectAll().execute();
      return rows.map(({ event_id, attempts, parked_reason }) => ({
        id: event_id,
        attempts,
        parkedReason: parked_reason ?? undefined,
      }));
    },
    close: async () => {
      await store.close();
      await database.release();
    },
  };
}

let engine: Engine;
let bench: Bench;
let relay: Relay;
let broker: ScriptedPublisher;
let serial = 0;

beforeAll(async () => {
  engine = await startDynamo();
});

afterAll(async () => {
  await engine.stop();
});

afterEach(async () => {
  await relay.stop();
  await bench.close();
});

const ids = (events: CloudEvent[]) => events.map(({ id }) => id);
const anHour = 3_600_000;

describe.each(['DynamoDB', 'SQL'])('an outbox in %s', (kind) => {
  beforeEach(async () => {
    serial += 1;
    bench = kind === 'SQL' ? await sqlBench() : await dynamoBench(engine, `causeway-outbox-${serial}`);
    broker = new ScriptedPublisher();
    relay = bench.relay(broker);
  });

  it('is emptied at once after a commit', async () => {
    const events = [aNotificationEvent(), aNotificationEvent()];
    await bench.commit(events, 0);
    await relay.publish(events);
    expect(broker.published).toEqual(ids(events));
    expect(await bench.held()).toEqual([]);
  });

  it('keeps an event through a broker that is away, blames no event for it, and publishes it when the broker is back', async () => {
    const event = aNotificationEvent();
    broker.away = true;
    await bench.commit([event], 5000);
    await relay.publish([event]);
    relay.start();
    await eventually(() => expect(broker.calls).toBeGreaterThanOrEqual(4));
    expect(await bench.held()).toEqual([{ id: event.id, attempts: 0, parkedReason: undefined }]);
    broker.away = false;
    await eventually(() => expect(broker.published).toEqual([event.id]));
    await eventually(async () => expect(await bench.held()).toEqual([]));
  });

  it('is swept of what a crash left behind, many at a time', async () => {
    const events = Array.from({ length: 60 }, () => aNotificationEvent());
    await bench.commit(events, anHour);
    relay.start();
    await eventually(async () => expect(await bench.held()).toEqual([]));
    expect([...broker.published].sort()).toEqual(ids(events).sort());
  });

  it('leaves to the process that committed it what is younger than two seconds', async () => {
    const [young, old] = [aNotificationEvent(), aNotificationEvent()];
    await bench.commit([young], 0);
    await bench.commit([old], 5000);
    expect(await relay.sweep()).toBe(1);
    expect(broker.published).toEqual([old.id]);
  });

  it('parks what cannot be published after ten tries, with the reason, and publishes the rest', async () => {
    const [good, poison, other] = [aNotificationEvent(), aNotificationEvent(), aNotificationEvent()];
    broker.refused.add(poison.id);
    relay = bench.relay(broker, 1);
    await bench.commit([good, poison, other], anHour);
    relay.start();
    await eventually(async () =>
      expect(await bench.held()).toEqual([
        { id: poison.id, attempts: 10, parkedReason: `Error: no message can carry ${poison.id}` },
      ]),
    );
    expect([...broker.published].sort()).toEqual([good.id, other.id].sort());
    const { calls } = broker;
    await relay.sweep();
    await relay.sweep();
    expect(broker.calls).toBe(calls);
  });

  it('counts a try once, though the update that counts it may be sent twice', async () => {
    const poison = aNotificationEvent();
    broker.refused.add(poison.id);
    relay = bench.relay(broker, 1);
    await bench.commit([poison], anHour);
    relay.start();
    await eventually(async () =>
      expect(await bench.held()).toMatchObject([{ id: poison.id, attempts: 10, parkedReason: expect.any(String) }]),
    );
    expect(broker.calls).toBe(10);
  });

  it('goes on counting the tries of an entry where another process stopped', async () => {
    const poison = aNotificationEvent();
    broker.refused.add(poison.id);
    await bench.commit([poison], anHour);
    for (let attempts = 1; attempts <= 10; attempts += 1) {
      await relay.stop();
      relay = bench.relay(broker, 1);
      await eventually(async () => {
        await relay.sweep();
        const [held] = await bench.held();
        expect(held?.attempts).toBeGreaterThanOrEqual(attempts);
      });
    }
    expect(await bench.held()).toMatchObject([{ id: poison.id, attempts: 10, parkedReason: expect.any(String) }]);
  });

  it('publishes at once what was committed beside an event that cannot be published', async () => {
    const [good, poison, other] = [aNotificationEvent(), aNotificationEvent(), aNotificationEvent()];
    broker.refused.add(poison.id);
    await bench.commit([good, poison, other], 0);
    await relay.publish([good, poison, other]);
    expect([...broker.published].sort()).toEqual([good.id, other.id].sort());
    expect((await bench.held()).map(({ id }) => id)).toEqual([poison.id]);
  });

  it('parks what nothing can be made of, and publishes what stands beside it', async () => {
    const [good, damaged] = [aNotificationEvent(), { ...aNotificationEvent(), data: {} }];
    relay = bench.relay(broker, 1);
    // A faulty version could have written it.
    await bench.commit([good, damaged as unknown as CloudEvent], anHour);
    relay.start();
    await eventually(async () =>
      expect(await bench.held()).toMatchObject([{ id: damaged.id, attempts: 10, parkedReason: expect.any(String) }]),
    );
    expect(broker.published).toEqual([good.id]);
  });

  it('is measured while the broker is left alone, and in the first moment of a process', async () => {
    broker.away = true;
    relay.start();
    await bench.commit([aNotificationEvent()], anHour);
    await eventually(() => expect(broker.calls).toBeGreaterThan(0));
    await bench.commit(
      Array.from({ length: 60 }, () => aNotificationEvent()),
      anHour,
    );
    await eventually(() => expect(relay.lag().backlog).toBe(61));
    const late = bench.relay(broker, 60_000);
    late.start();
    await eventually(() => expect(late.lag().backlog).toBe(61));
    await late.stop();
  });

  it('tells how far behind it is', async () => {
    broker.away = true;
    await bench.commit([aNotificationEvent(), aNotificationEvent()], anHour);
    await relay.sweep();
    const { oldestMs, backlog } = relay.lag();
    expect(backlog).toBe(2);
    expect(oldestMs).toBeGreaterThanOrEqual(anHour);
    broker.away = false;
    relay.start();
    await eventually(() => expect(relay.lag()).toEqual({ oldestMs: 0, backlog: 0 }));
  });

  it('lets what is being published finish when it stops', async () => {
    const event = aNotificationEvent();
    const { promise: answer, resolve: letItAnswer } = Promise.withResolvers<void>();
    broker.beforeAnswer = () => answer;
    await bench.commit([event], 0);
    void relay.publish([event]);
    const stopped = relay.stop();
    letItAnswer();
    await stopped;
    expect(broker.published).toEqual([event.id]);
    expect(await bench.held()).toEqual([]);
  });

  it('is published once by two sweepers that find it together, or twice with the same id', async () => {
    const events = Array.from({ length: 10 }, () => aNotificationEvent());
    await bench.commit(events, anHour);
    const second = bench.relay(broker);
    await Promise.all([relay.sweep(), second.sweep()]);
    expect(new Set(broker.published)).toEqual(new Set(ids(events)));
    expect(await bench.held()).toEqual([]);
    await second.stop();
  });
});
