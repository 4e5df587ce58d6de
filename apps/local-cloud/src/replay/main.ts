import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { Session, Shop } from '../client/shop.js';
import { readCatalogue, stockCatalogue } from './catalogue.js';
import { Journal } from './journal.js';
import { Killer } from './killer.js';
import { type Plan, planReplay } from './plan.js';
import {
  countOutcomes,
  digestOf,
  type Invariant,
  type Report,
  readRevenue,
  revenueByFile,
  settleTimes,
  writeReport,
} from './report.js';
import { readRetailFile } from './retail-lines.js';
import { type Pace, Replay } from './run.js';
import { Wait } from './wait.js';

const currency = 'GBP';
const password = 'causeway-demo-1';
const settledStatuses = new Set(['paid', 'fulfilled', 'partially_refunded', 'payment_failed', 'cancelled', 'refunded']);

type Options = Pace & { url: string; json?: string; killEvery?: number };

/** How long one request is tried again, and what follows an order is waited for. */
const patienceMs = 10 * 60_000;

/** `npm run import -- FILE.csv` */
export async function importCatalogue(argv: string[]): Promise<number> {
  const command = new Command('import')
    .argument('<file>')
    .option('--url <url>', 'the gateway', 'http://localhost:8080');
  command
    .description('Makes a catalogue of the products in a file of invoices.')
    .exitOverride()
    .parse(argv, { from: 'user' });
  const plan = planReplay(await readRetailFile(command.args[0] ?? ''));
  const shop = new Shop(command.opts<{ url: string }>().url);
  await shop.reach();
  const merchandiser = await staff(shop, 'merchandiser');
  const { created, updated, failed, ids } = await stockCatalogue(shop, merchandiser, plan.demand, currency);
  console.log(
    `${plan.demand.size} products in ${plan.rows} rows: ${created} created, ${updated} updated, ${failed.length} refused; the catalogue has ${ids.size} of them.`,
  );
  for (const { row, field, message } of failed) console.log(`  row ${row}: ${field} ${message}`);
  return failed.length === 0 ? 0 : 1;
}

/** `npm run replay -- FILE.csv [--speed 100x|max] [--concurrency N] [--kill-every 5s] [--json FILE]` */
export async function replay(argv: string[]): Promise<number> {
  const command = new Command('replay')
    .description("Replays a file of invoices as customers' orders.")
    .argument('<file>')
    .option(
      '--speed <speed>',
      "how many times faster than the file's own times: 100x, or max",
      speedOf,
      Number.POSITIVE_INFINITY,
    )
    .option('--concurrency <n>', 'how many orders at once', wholeNumber, 8)
    .option(
      '--kill-every <duration>',
      'kill a process of the shop every so often, such as 5s, each in its turn',
      seconds,
    )
    .option('--json <file>', 'write the report there, too')
    .option('--url <url>', 'the gateway', 'http://localhost:8080')
    .exitOverride()
    .parse(argv, { from: 'user' });
  const options = command.opts<Options>();
  const file = await readRetailFile(command.args[0] ?? '');
  const report = await play(planReplay(file), file.fingerprint, options);
  console.log(writeReport(report));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.good ? 0 : 1;
}

async function play(plan: Plan, fingerprint: string, options: Options): Promise<Report> {
  const shop = new Shop(options.url, { patienceMs });
  await shop.reach();
  const [merchandiser, support, analyst] = await Promise.all([
    staff(shop, 'merchandiser'),
    staff(shop, 'support'),
    staff(shop, 'analyst'),
  ]);
  const journal = new Journal(join(await dataFolder(shop), 'replay'), fingerprint);
  if (journal.resumes) console.log('Going on where the last replay of this file stopped.');
  else journal.write({ kind: 'start', ...(await readRevenue(analyst, currency)) });
  const { ids, created } = await stockCatalogue(shop, merchandiser, plan.demand, currency);
  console.log(`${plan.orders.length} orders and ${plan.refunds.length} refunds to play; ${created} new products.`);

  const started = performance.now();
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} | {duration_formatted}', noTTYOutput: false },
    Presets.shades_classic,
  );
  bar.start(plan.orders.length + plan.refunds.length, 0);
  const who = { shop, support, ids, currency, journal };
  const killer = options.killEvery === undefined ? undefined : new Killer(options.url, options.killEvery);
  killer?.start();
  await new Replay(who, options, () => bar.increment()).execute(plan).finally(() => {
    bar.stop();
    killer?.stop();
  });
  const report = await reportOn(plan, journal, { shop, analyst, seconds: (performance.now() - started) / 1000 });
  return killer === undefined ? report : { ...report, kills: killer.kills };
}

async function reportOn(
  plan: Plan,
  journal: Journal,
  { shop, analyst, seconds }: { shop: Shop; analyst: Session; seconds: number },
): Promise<Report> {
  const byFile = revenueByFile(plan, journal);
  const byAnalytics = await analyticsCaughtUp(analyst, journal, byFile);
  const equal = byFile.gross === byAnalytics.gross && byFile.refunded === byAnalytics.refunded;
  const invariants = await readInvariants(shop);
  const counts = countOutcomes(plan, journal);
  const allSettled = Object.keys(counts.orders).every((status) => settledStatuses.has(status));
  const good = equal && allSettled && invariants.every(({ holds }) => holds);
  const revenue = { currency, byFile, byAnalytics, equal };
  const stock = await stockOf(shop, plan);
  const report = { ...counts, seconds, settleMs: settleTimes(plan, journal), revenue, stock, invariants, good };
  return { ...report, books: digestOf(report) };
}

async function stockOf(shop: Shop, { demand }: Plan): Promise<Record<string, number>> {
  const catalogue = await readCatalogue(shop);
  return Object.fromEntries([...demand.keys()].sort().map((sku) => [sku, catalogue.get(sku)?.available ?? 0]));
}

/** The projection follows within milliseconds; after trouble it may need longer. */
async function analyticsCaughtUp(analyst: Session, journal: Journal, expected: { gross: number; refunded: number }) {
  const before = journal.find('start') ?? { gross: 0, refunded: 0 };
  for (const wait = new Wait('the analytics to catch up'); ; await wait.on()) {
    const now = await readRevenue(analyst, currency);
    const since = { gross: now.gross - before.gross, refunded: now.refunded - before.refunded };
    if ((since.gross === expected.gross && since.refunded === expected.refunded) || wait.isOver()) return since;
  }
}

/** The checker looks at a system at rest; what is still on its way is given time to arrive. */
async function readInvariants(shop: Shop): Promise<Invariant[]> {
  for (const wait = new Wait('everything to come to rest'); ; await wait.on()) {
    const { body } = await shop.send<{ invariants: Invariant[] }>({ method: 'GET', path: '/__local/invariants' });
    if (body.invariants.every(({ holds }) => holds) || wait.isOver()) return body.invariants;
  }
}

async function dataFolder(shop: Shop): Promise<string> {
  const { body } = await shop.send<{ dataDir: string }>({ method: 'GET', path: '/__local/system' });
  return body.dataDir;
}

const staff = (shop: Shop, role: string): Promise<Session> => shop.session(`${role}@causeway.example`, password);

function speedOf(value: string): number {
  if (value === 'max') return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?)x$/.exec(value);
  if (match === null || Number(match[1]) === 0) throw new InvalidArgumentError('It is a factor such as 100x, or max.');
  return Number(match[1]);
}

function seconds(value: string): number {
  if (!/^[1-9]\d{0,3}s$/.test(value)) throw new InvalidArgumentError('It is a number of seconds such as 5s.');
  return Number(value.slice(0, -1)) * 1000;
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 1 to 9999.');
  return Number(value);
}
