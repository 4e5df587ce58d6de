import { dataFolder, type RunningSystem, removeFolder, startSystem } from '../system/running-system.js';
import { type Experiment, experimentFor, inOrder, startingPoints } from './experiments.js';
import { House } from './house.js';
import { type Action, Laboratory } from './laboratory.js';
import { listedPoints } from './points.js';
import { Results } from './results.js';
import { Begun, runExperiment } from './run-experiment.js';
import { diesWhileItStarts } from './starting.js';

const actions: readonly Action[] = ['kill', 'freeze'];
/** Between two looks at the books each process dies or freezes so often. */
const perRound = 4;
const settleMs = 90_000;

const folder = dataFolder();
let system: RunningSystem | undefined;
afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 60_000);

test('wherever a process dies or freezes past its locks and leases, the shop settles and I1 to I9 hold', async () => {
  const points = listedPoints();
  system = await startSystem(folder, ['--laboratory']);
  const laboratory = new Laboratory(system.ports);
  const house = await House.enter(system, laboratory);
  const results = new Results(points);
  const begun = new Begun();
  /** What was missed gets another chance, once: a busy machine may have been slower than the patience for it. */
  const again = new Set<Experiment>();

  const running = points.filter(({ name }) => !startingPoints.has(name));
  const experiments = running.flatMap((point) => actions.map((action) => experimentFor(point, action)));
  const { before, queues } = inOrder(experiments);
  const starting = points.filter(({ name }) => startingPoints.has(name));
  const starts = starting.flatMap(({ name }) => actions.map((action) => ({ name, action })));

  const round = async (queued: readonly (readonly Experiment[])[], started: typeof starts) => {
    const outcomes = results.round();
    const inTurn = queued.map(async (queue) => {
      for (const one of queue) {
        const isHit = await runExperiment(house, begun, one);
        if (!isHit && !again.has(one)) queues.get(one.process)?.push(one);
        if (isHit || again.has(one)) outcomes.add(one, isHit);
        again.add(one);
      }
    });
    const starting = started.map(async ({ name, action }) =>
      outcomes.add({ name, action, process: 'one that starts' }, await diesWhileItStarts(house, name, action)),
    );
    await Promise.all([...inTurn, ...starting]);
    outcomes.end([...(await begun.ended()), ...(await laboratory.violations(settleMs))]);
  };

  await round(
    before.map((one) => [one]),
    [],
  );
  while (starts.length > 0 || [...queues.values()].some((queue) => queue.length > 0)) {
    await round(
      [...queues.values()].map((queue) => queue.splice(0, perRound)),
      starts.splice(0, 1),
    );
  }

  console.log(results.table());
  expect(results.faults()).toEqual([]);
}, 1_200_000);
