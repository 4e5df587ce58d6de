import { dataFolder, type RunningSystem, removeFolder, startSystem } from '../system/running-system.js';
import { House } from './house.js';
import { type Action, Laboratory } from './laboratory.js';
import { attemptAt, phasesOf } from './lanes.js';
import { listedPoints } from './points.js';
import { goesOnAfterARestore, isOfRestore, Restores } from './restores.js';
import { Results } from './results.js';
import { Begun } from './run-experiment.js';

const actions: readonly Action[] = ['kill', 'freeze'];
/** Between two looks at the books processes die and freeze for so long. */
const roundMs = 60_000;
const settleMs = 90_000;

const folder = dataFolder();
let system: RunningSystem | undefined;
afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 60_000);

test('wherever a process dies or freezes past its locks and leases, the shop settles and I1 to I9 hold', async () => {
  const points = listedPoints();
  system = await startSystem(folder, ['--laboratory', '--bundle']);
  const laboratory = new Laboratory(system.ports);
  const begun = new Begun();
  const house = await House.enter(system, laboratory);
  const place = { house, begun, restores: new Restores(house) };
  const attempts = points.flatMap((point) => actions.map((action) => attemptAt(place, point, action)));
  const results = new Results(points);
  for (const lanes of phasesOf(attempts)) {
    while (!lanes.isEmpty) {
      const round = results.round();
      const failures: string[] = [];
      await lanes.goOn(roundMs, round.add, (sentence) => failures.push(sentence));
      round.end([...failures, ...(await begun.ended()), ...(await laboratory.violations(settleMs))]);
    }
  }
  if (points.some(({ name }) => isOfRestore(name))) {
    const round = results.round();
    system = await goesOnAfterARestore(system);
    round.end(await new Laboratory(system.ports).violations(settleMs));
  }
  console.log(`${results.table()}\n${results.count()}`);
  expect(results.faults()).toEqual([]);
}, 1_200_000);
