import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceBusScript } from '@causeway/engines';
import { bundled, packed } from './bundles.js';
import { seedCatalogue } from './catalogue/seed.js';
import { invariantsOf } from './control/invariants.js';
import { MetricStore } from './control/metric-store.js';
import { startControlServer } from './control/server.js';
import { reportOf } from './control/system-report.js';
import { TraceStore } from './control/trace-store.js';
import { lockData } from './data-lock.js';
import { createDatabases, databasesIn, databasesOf, dropDatabases } from './databases.js';
import { requireCloudBundles } from './hosts/cloud-bundles.js';
import { inTheBackground } from './in-the-background.js';
import { FaultsOfBus } from './laboratory/bus-faults.js';
import type { Laboratory } from './laboratory/laboratory.js';
import { openLaboratory } from './laboratory/open-laboratory.js';
import type { Options } from './options.js';
import { claimPorts } from './port-holder.js';
import { linkPortsFrom, portsFrom } from './ports.js';
import { enginePrograms, nodeProgram } from './programs.js';
import { secretsIn } from './secrets.js';
import { endOnSignal } from './supervisor/signals.js';
import type { Stage } from './supervisor/stages.js';
import { type Part, startStages } from './supervisor/start-stages.js';
import { type Program, Supervised } from './supervisor/supervised.js';
import { processesOf } from './system.js';
import { welcome } from './welcome.js';

/**
 * Starts the whole shop and keeps it running until a signal.
 *
 * @throws Error with one sentence when it cannot start; then nothing is left running.
 */
export async function runSystem({
  port,
  fresh,
  dev,
  dataDir,
  sqlUrl,
  laboratory,
  bundle,
  hosts,
}: Options): Promise<void> {
  if (hosts === 'cloud') requireCloudBundles();
  const startedAt = new Date();
  const publicUrl = `http://localhost:${port}`;
  const ports = portsFrom(port);
  const links = laboratory ? linkPortsFrom(port) : undefined;
  const stale = fresh ? databasesIn(dataDir) : [];
  const lock = lockData(dataDir, { url: publicUrl, fresh });
  try {
    await claimPorts(ports);
    if (links !== undefined) await claimPorts(links);
  } catch (error) {
    lock.release();
    throw error;
  }

  // In a laboratory everybody is as eager as can be: there each is waited for.
  const supervise = (program: Program) =>
    new Supervised(laboratory ? program : inTheBackground(program), (sentence) => console.error(sentence));
  mkdirSync(join(dataDir, 'sql'), { recursive: true });
  const databases = databasesOf(dataDir, sqlUrl);
  const secrets = secretsIn(dataDir);
  const topology = processesOf({ ports, dataDir, databases, publicUrl, secrets, links, hosts });
  const processes = bundle ? await bundled(topology) : topology;
  const packedBus = bundle ? await packed('service-bus', serviceBusScript) : undefined;
  const faults = laboratory ? new FaultsOfBus(`http://127.0.0.1:${ports.serviceBusAdmin}`) : undefined;
  const programOf = (name: string) => processes.filter((one) => one.name === name);
  const behind = processes.filter(({ name }) => name !== 'gateway').map((one) => supervise(nodeProgram(one, dataDir)));
  const engines: Stage = {
    title: 'Engines',
    members: enginePrograms(ports, dataDir, { secrets, faults, packedBus }).map(supervise),
  };
  const services: Stage = { title: 'Services', members: behind };
  const door: Stage = {
    title: 'Gateway',
    members: programOf('gateway').map((one) => supervise(nodeProgram(one, dataDir))),
  };
  const stages = [engines, services, door];
  const members = stages.flatMap((stage) => stage.members);

  const traces = new TraceStore(join(dataDir, 'traces.db'));
  let readyMs: number | null = null;
  let control: Server | undefined;
  let lab: Laboratory | undefined;
  const report = () => reportOf(members, { url: publicUrl, dataDir, startedAt: startedAt.toISOString(), readyMs });
  const openControl = async () => {
    if (links !== undefined && faults !== undefined)
      lab = await openLaboratory({ ports, links, dataDir, members, faults });
    control = await startControlServer(ports.control, {
      traces,
      metrics: new MetricStore(),
      system: report,
      mailboxUrl: `http://127.0.0.1:${ports.mailbox}`,
      invariants: invariantsOf(ports, databases),
      laboratory: lab,
    });
  };

  const ending = endOnSignal(stages, () => {
    control?.closeAllConnections();
    control?.close();
    lab?.link.close();
    traces.close();
    lock.release();
  });

  const prepare = async (server: string) => {
    await dropDatabases(stale, server);
    await createDatabases(dataDir, server);
  };
  const parts: Part[] = [
    engines,
    ...(sqlUrl === undefined ? [] : [{ title: 'SQL Server', run: () => prepare(sqlUrl) }]),
    { title: 'Telemetry', run: openControl },
    services,
    door,
    { title: 'Everything answers', run: () => untilReady(`${publicUrl}/health/ready`) },
    { title: 'Catalogue', run: () => fillShop(publicUrl, dataDir) },
    { title: 'Memory', run: () => giveBackMemory([...behind, ...door.members]) },
  ];
  try {
    await startStages(parts);
  } catch (error) {
    if (ending.begun()) return;
    await ending.endNow();
    throw error;
  }
  readyMs = Date.now() - startedAt.getTime();
  const { totalMemoryMb } = report();
  console.log(welcome({ publicUrl, ports, totalMemoryMb, readyMs }));
  if (dev) {
    const { restartOnChange } = await import('./dev.js');
    restartOnChange(behind.concat(door.members));
  }
}

/** See give-back-memory.mjs. */
async function giveBackMemory(members: readonly Supervised[]): Promise<void> {
  for (const { pid } of members) if (pid !== undefined) process.kill(pid, 'SIGUSR2');
  await pause(150);
}

const readyWithinMs = 60_000;

async function untilReady(url: string): Promise<void> {
  const until = Date.now() + readyWithinMs;
  while (Date.now() < until) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await pause(50);
  }
  throw new Error(`The services did not become ready within ${readyWithinMs / 1000} s; their logs say why.`);
}

const fillAttempts = 5;

/** Once per data folder. A store that is too busy for a moment is no reason not to open. */
async function fillShop(publicUrl: string, dataDir: string): Promise<void> {
  const done = join(dataDir, 'catalogue-filled');
  if (existsSync(done)) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await seedCatalogue(publicUrl);
      break;
    } catch (error) {
      if (attempt === fillAttempts) throw error;
      await pause(500 * 2 ** attempt);
    }
  }
  writeFileSync(done, '');
}
