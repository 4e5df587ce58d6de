import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSystem } from '../chaos/start-system.js';
import { type Bug, compiled } from './bug.js';
import { Rig } from './rig.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const preload = new URL('../../seed-bug.mjs', import.meta.url).href;

/** A shop whose processes look, as they start, whether there is a bug for them. */
export interface ShopToBreak {
  rig: Rig;
  /** Restarts the process the bug is for, with it, and the one that had the last bug, without; undefined: no bug at all. */
  plant(bug: Bug | undefined): Promise<void>;
  stop(): Promise<void>;
}

/** @param port of its gateway; absent: wherever there is room */
export async function shopToBreak(port: number | undefined): Promise<ShopToBreak> {
  const planFile = join(mkdtempSync(join(tmpdir(), 'causeway-seeded-')), 'bug.json');
  writeFileSync(planFile, '{}');
  const loader = `import { seedBug } from ${JSON.stringify(preload)}; seedBug(${JSON.stringify(planFile)});`;
  process.env.CAUSEWAY_LABORATORY_PRELOAD = `data:text/javascript,${encodeURIComponent(loader)}`;
  const system = await startSystem(port, ['--laboratory', '--fresh']);
  const rig = await Rig.enter(system).catch(async (error: unknown) => {
    await system.stop();
    throw error;
  });
  let faulty: string | undefined;
  return {
    rig,
    plant: async (bug) => {
      writeFileSync(planFile, JSON.stringify(bug === undefined ? {} : orderFor(bug)));
      const changed = [bug?.process, faulty].filter((name) => name !== undefined);
      await rig.restart(...new Set(changed));
      faulty = bug?.process;
      if (bug === undefined) return;
      const log = readFileSync(join(system.folder, 'data', 'logs', `${bug.process}.log`), 'utf8');
      if (!log.includes(JSON.stringify({ msg: 'seeded bug', name: bug.name })))
        throw new Error(`${bug.process} did not get the bug ${bug.name}.`);
    },
    stop: async () => {
      await system.stop();
      system.forget();
      rmSync(dirname(planFile), { recursive: true });
    },
  };
}

/** @throws Error when the bug has not exactly one place in what was built */
export function mustApply({ name, file, find }: Bug): void {
  const places = readFileSync(join(root, compiled(file)), 'utf8').split(find).length - 1;
  if (places !== 1) throw new Error(`The bug ${name} has ${places} places in ${compiled(file)}; it needs exactly one.`);
}

const orderFor = ({ name, process: service, file, find, replace }: Bug) => ({
  name,
  script: join(root, 'apps', service, 'dist', 'server.js'),
  file: join(root, compiled(file)),
  find,
  replace,
});
