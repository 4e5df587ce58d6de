import { writeFileSync } from 'node:fs';
import { checkHistory } from '@causeway/invariants/history';
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { LaboratoryClient } from '../laboratory/laboratory-client.js';
import { openMarket } from './market.js';
import { lostOf, mendedRows } from './mended-rows.js';
import { settled } from './outcomes.js';
import { reckon } from './reckoning.js';
import { type ChaosReport, endsOf, share, writeReport } from './report.js';
import { type Schedule, scheduleOf } from './schedule.js';
import { type OwnSystem, startSystem } from './start-system.js';
import { Storm } from './storm.js';
import { Witness } from './witness.js';

export interface ChaosOptions {
  orders: number;
  killMeanMs: number;
  seed: number;
  cut?: number;
  concurrency: number;
  port?: number;
  json?: string;
}

const settleWithinMs = 5 * 60_000;
const restWithinMs = 90_000;

/** `npm run chaos -- --orders N --kill-mean-ms M --seed S [--cut 30s] [--concurrency C] [--port P] [--json FILE]` */
export async function chaos(argv: string[]): Promise<number> {
  const command = new Command('chaos')
    .description('Sends orders through a shop of its own while everything in it is killed at random.')
    .option('--orders <n>', 'how many orders', atLeastOne, 200)
    .option('--kill-mean-ms <ms>', 'the mean time between two kills', atLeastOne, 1000)
    .option('--seed <n>', 'the same seed, the same schedule', wholeNumber, 1)
    .option('--cut <duration>', 'cuts the link between the clouds for so long, such as 30s', duration)
    .option('--concurrency <n>', 'how many orders at once', atLeastOne, 16)
    .option('--port <port>', "the gateway's port; all others follow it; free ones unless given", wholeNumber)
    .option('--json <file>', 'write the report there, too')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(argv, { from: 'user' });
  const options = command.opts<ChaosOptions>();
  const report = await experiment(options);
  console.log(writeReport(report));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.violations.length === 0 ? 0 : 1;
}

/** One run in a system of its own, which is stopped; its folder is left where something was found. */
export async function experiment(options: ChaosOptions): Promise<ChaosReport> {
  const schedule = scheduleOf(options);
  console.log(
    `Schedule ${schedule.digest} (seed ${options.seed}): ${options.orders} orders. Starting a shop for it ...`,
  );
  const system = await startSystem(options.port, ['--laboratory', '--bundle', '--fresh']);
  let report: ChaosReport | undefined;
  try {
    report = await run(system, schedule, options);
    return report;
  } finally {
    await system.stop();
    if (report?.violations.length === 0) system.forget();
    else console.log(`The data and the logs are left in ${system.folder}.`);
  }
}

async function run(system: OwnSystem, schedule: Schedule, options: ChaosOptions): Promise<ChaosReport> {
  const lab = new LaboratoryClient(system.ports);
  const market = await openMarket(system.url);
  const witness = new Witness();
  await lab.busFaults(schedule.busFaults);
  const format = '{bar} {value}/{total} orders answered | {duration_formatted}';
  const bar = new SingleBar({ format, noTTYOutput: true, notTTYSchedule: 15_000 }, Presets.shades_classic);
  bar.start(options.orders, 0);
  const storm = new Storm(market, lab, witness, {
    concurrency: options.concurrency,
    cutMs: options.cut,
    settleWithinMs,
    onAnswered: () => bar.increment(),
  });
  const aftermath = await storm.rage(schedule).finally(() => bar.stop());
  const busFaults = await lab.endBusFaults();
  const { invariants, settleMs } = await reckon(market, lab, { schedule, witness, withinMs: restWithinMs });
  const mended = mendedRows(system.dataDir);
  return {
    seed: options.seed,
    orders: options.orders,
    killMeanMs: options.killMeanMs,
    cutMs: options.cut ?? null,
    schedule: schedule.digest,
    kills: aftermath.kills,
    killsInAll: Object.values(aftermath.kills).reduce((sum, count) => sum + count, 0),
    effectiveKillMeanMs: aftermath.effectiveMeanMs,
    killsWaited: aftermath.waited,
    busFaults,
    requests: Object.fromEntries(market.answers),
    accepted: witness.accepted.size,
    refused: aftermath.refused,
    ends: endsOf(aftermath),
    settled: [...aftermath.ends.values()].filter((status) => settled.has(status)).length,
    settleMs: { p50: share(settleMs, 0.5), p99: share(settleMs, 0.99), max: settleMs.at(-1) ?? 0 },
    trafficSeconds: Math.round(aftermath.trafficMs / 1000),
    settledAfterSeconds: Math.round(aftermath.settledAfterMs / 1000),
    mended,
    backlog: { samples: aftermath.samples, acceptedDuringCut: aftermath.acceptedDuringCut },
    invariants,
    violations: [
      ...witness.violations,
      ...checkHistory(market.history.sightings).violations,
      ...aftermath.unsettled.map(({ key, orderId, status }) => `Order ${orderId} (${key}) was left ${status}.`),
      ...lostOf(mended),
      ...invariants.flatMap(({ id, violations }) => violations.map((violation) => `${id}: ${violation}`)),
    ],
  };
}

function atLeastOne(value: string): number {
  const number = wholeNumber(value);
  if (number === 0) throw new InvalidArgumentError('It is at least 1.');
  return number;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It is a whole number.');
  return Number(value);
}

function duration(value: string): number {
  const match = /^(\d{1,4})s$/.exec(value);
  if (match === null) throw new InvalidArgumentError('It is a number of seconds such as 30s.');
  return Number(match[1]) * 1000;
}
