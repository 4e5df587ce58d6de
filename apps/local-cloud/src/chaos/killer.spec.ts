import { setTimeout as pause } from 'node:timers/promises';
import { killUntil } from './killer.js';
import type { Kill } from './schedule.js';

const names = ['order-service', 's3', 'mailbox', 'gateway'] as const;

/** A shop whose processes are back so many milliseconds after their death. */
function aShop(startMs: number) {
  const lives = new Map(names.map((name, n) => [name as string, { pid: n + 1, back: 0 }]));
  const died: string[] = [];
  let mostAway = 0;
  const away = () => [...lives.values()].filter(({ back }) => back > performance.now()).length;
  const lab = {
    processes: async () =>
      [...lives].map(([name, { pid, back }]) =>
        back > performance.now()
          ? { name, state: 'restarting', pid: null, restarts: 0 }
          : { name, state: 'ready', pid, restarts: 0 },
      ),
    kill: async (name: string) => {
      const { pid = 0 } = lives.get(name) ?? {};
      died.push(name);
      lives.set(name, { pid: pid + names.length, back: performance.now() + startMs });
      mostAway = Math.max(mostAway, away());
      return pid;
    },
  };
  return { lab, died, mostAway: () => mostAway };
}

/** One kill after the other, `everyMs` apart, and then none for a long time. */
const planOf = (processes: readonly Kill['process'][], everyMs: number) => ({
  *kills(): Generator<Kill, never> {
    yield* processes.map((process, n) => ({ at: n * everyMs, process }));
    for (;;) yield { at: 3_600_000, process: 's3' };
  },
});

async function killing(shop: ReturnType<typeof aShop>, processes: readonly Kill['process'][], atMost: number) {
  const enough = new AbortController();
  const deaths = killUntil(enough.signal, shop.lab, { schedule: planOf(processes, 1), atMost });
  while (shop.died.length < processes.length) await pause(5);
  enough.abort();
  return deaths;
}

test('everybody dies in the order of the schedule, also who was not back yet when his turn came', async () => {
  const shop = aShop(60);
  const plan = ['s3', 's3', 'mailbox', 's3'] as const;
  const deaths = await killing(shop, plan, 2);
  expect(shop.died).toEqual(plan);
  expect(deaths.kills).toEqual({ s3: 3, mailbox: 1 });
  expect(deaths.waited).toBeGreaterThan(0);
});

test('never more are away than may be, and the mean tells what it took', async () => {
  const shop = aShop(80);
  const deaths = await killing(shop, ['s3', 'mailbox', 'gateway', 'order-service'], 1);
  expect(shop.mostAway()).toBe(1);
  expect(deaths.effectiveMeanMs).toBeGreaterThanOrEqual(60);
});

test('nobody waits while there is room', async () => {
  const shop = aShop(5000);
  const deaths = await killing(shop, ['s3', 'mailbox', 'gateway', 'order-service'], 4);
  expect(shop.mostAway()).toBe(4);
  expect(Object.keys(deaths.kills)).toHaveLength(4);
});

test('it is enough also while a kill waits', async () => {
  const shop = aShop(3_600_000);
  const enough = new AbortController();
  const deaths = killUntil(enough.signal, shop.lab, { schedule: planOf(['s3', 's3'], 1), atMost: 2 });
  while (shop.died.length < 1) await pause(5);
  await pause(30);
  enough.abort();
  expect((await deaths).kills).toEqual({ s3: 1 });
});
