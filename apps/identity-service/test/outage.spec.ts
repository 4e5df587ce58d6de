import { type Engine, startDynamo } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { type Identity, startIdentity } from './identity.js';

describe('while the broker is away', () => {
  const running: Identity[] = [];
  let engine: Engine;
  const start = async (broker: 'there' | 'away') => {
    const identity = await startIdentity(engine, broker);
    running.push(identity);
    return identity;
  };
  beforeAll(async () => {
    engine = await startDynamo();
  });
  afterAll(async () => {
    await Promise.all(running.map((identity) => identity.stop()));
    await engine.stop();
  });

  it('accounts are opened, and all of them are announced after a restart', async () => {
    const before = await start('away');
    const account = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };
    const { body } = await before.http().post('/v1/auth/register').send(account).expect(201);
    await running.pop()?.stop();
    expect(before.published).toEqual([]);

    const after = await start('there');
    // Ann and the five demo users. The sweeper takes them shard by shard, each at least once.
    const announced = await eventually(() => {
      const accounts = new Set(after.published.map(({ subject }) => subject));
      expect(accounts.size).toBe(6);
      return accounts;
    }, 15_000);
    expect(announced).toContain(body.id);
  });
});
