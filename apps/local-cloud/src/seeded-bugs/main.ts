import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { type OwnSystem, startSystem } from '../chaos/start-system.js';
import { type Bug, compiled } from './bug.js';
import { bugs } from './bugs.js';
import type { ExperimentName } from './experiments.js';
import { Rig } from './rig.js';
import { type Outcome, tryOut } from './try-out.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const preload = new URL('../../seed-bug.mjs', import.meta.url).href;

interface Options {
  only?: string;
  list?: true;
  port?: number;
}

/** `npm run seeded-bugs [-- --only NAME | --list] [--port P]`: 1 when one of them is not caught. */
export async function seededBugs(argv: string[]): Promise<number> {
  const command = new Command('seeded-bugs')
    .description('Puts one mistake after another into a shop of its own, and sees whether it is found out.')
    .option('--only <name>', 'the bugs whose name begins so')
    .option('--list', 'tells what they are, and tries none')
    .option('--port <port>', "the gateway's port; all others follow it; free ones unless given", aPort)
    .allowExcessArguments(false)
    .parse(argv, { from: 'user' });
  const { only, list, port } = command.opts<Options>();
  const chosen = bugs.filter(({ name }) => only === undefined || name.startsWith(only));
  if (chosen.length === 0) {
    console.error(`--only must begin like the name of a bug; "${only}" begins like none (see --list).`);
    return 2;
  }
  if (list) {
    console.log(chosen.map(({ name, mistake, process }) => `${name} (${process})\n  ${mistake}`).join('\n'));
    return 0;
  }
  for (const bug of chosen) mustApply(bug);
  return inALaboratory(port, (rig, plan) => tryAll(chosen, rig, plan));
}

/** Starts a shop whose processes look at a file for the bug they are to have, and stops it at the end. */
async function inALaboratory(
  port: number | undefined,
  work: (rig: Rig, plan: (bug: Bug | undefined) => void) => Promise<number>,
): Promise<number> {
  const planFile = join(mkdtempSync(join(tmpdir(), 'causeway-seeded-')), 'bug.json');
  const loader = `import { seedBug } from ${JSON.stringify(preload)}; seedBug(${JSON.stringify(planFile)});`;
  const plan = (bug: Bug | undefined) =>
    writeFileSync(planFile, JSON.stringify(bug === undefined ? {} : orderFor(bug)));
  plan(undefined);
  process.env.CAUSEWAY_LABORATORY_PRELOAD = `data:text/javascript,${encodeURIComponent(loader)}`;
  console.log('Starting a shop to break ...');
  const system: OwnSystem = await startSystem(port, ['--laboratory', '--fresh']);
  try {
    return await work(await Rig.enter(system), plan);
  } finally {
    await system.stop();
    system.forget();
    rmSync(dirname(planFile), { recursive: true });
  }
}

async function tryAll(chosen: readonly Bug[], rig: Rig, plan: (bug: Bug | undefined) => void): Promise<number> {
  const survivors: string[] = [];
  const table = new Table({ head: ['experiment', 'without a bug'], style: { head: [], border: [] } });
  for (const name of new Set(chosen.map(({ experiment }) => experiment))) {
    const { found, ms } = await attempt(rig, name);
    console.log(`control ${name}: ${found.length === 0 ? 'nothing found' : found.join(' | ')} (${seconds(ms)})`);
    table.push([name, found.length === 0 ? 'passes' : found.join('\n')]);
    if (found.length > 0) survivors.push(`${name} without a bug`);
  }
  const results = new Table({ head: ['bug', 'experiment', 'caught by'], style: { head: [], border: [] } });
  let faulty: string | undefined;
  for (const bug of chosen) {
    plan(bug);
    await rig.restart(...new Set([bug.process, faulty ?? bug.process]));
    mustBeIn(bug, rig.system);
    faulty = bug.process;
    const { found, ms } = await attempt(rig, bug.experiment);
    const proof = found.find((one) => one.startsWith(`${bug.breaks}:`));
    console.log(
      `${bug.name}: ${proof ?? `SURVIVES${found.length > 0 ? `, though: ${found.join(' | ')}` : ''}`} (${seconds(ms)})`,
    );
    results.push([bug.name, bug.experiment, proof === undefined ? 'SURVIVES' : bug.breaks]);
    if (proof === undefined) survivors.push(bug.name);
  }
  console.log(`${table.toString()}\n${results.toString()}`);
  console.log(
    survivors.length === 0
      ? `${chosen.length} bugs, each caught; the same experiments find nothing without them.`
      : `Not as it should be: ${survivors.join(', ')}.`,
  );
  return survivors.length === 0 ? 0 : 1;
}

/** An experiment that could not be carried out has found nothing, and says why. */
async function attempt(rig: Rig, name: ExperimentName): Promise<Outcome> {
  try {
    return await tryOut(rig, name);
  } catch (error) {
    return { found: [`could not be carried out: ${error instanceof Error ? error.message : error}`], ms: 0 };
  }
}

const orderFor = ({ name, process: service, file, find, replace }: Bug) => ({
  name,
  script: join(root, 'apps', service, 'dist', 'server.js'),
  file: join(root, compiled(file)),
  find,
  replace,
});

function mustApply({ name, file, find }: Bug): void {
  const places = readFileSync(join(root, compiled(file)), 'utf8').split(find).length - 1;
  if (places !== 1) throw new Error(`The bug ${name} has ${places} places in ${compiled(file)}; it needs exactly one.`);
}

/** Its process says that it has it. */
function mustBeIn({ name, process: service }: Bug, { folder }: OwnSystem): void {
  const log = readFileSync(join(folder, 'data', 'logs', `${service}.log`), 'utf8');
  if (!log.includes(JSON.stringify({ msg: 'seeded bug', name })))
    throw new Error(`${service} did not get the bug ${name}.`);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function aPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1024 || value > 65_000)
    throw new InvalidArgumentError('It is a whole number from 1024 to 65000.');
  return value;
}
