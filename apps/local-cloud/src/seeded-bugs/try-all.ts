import Table from 'cli-table3';
import type { Bug } from './bug.js';
import type { ExperimentName } from './experiments.js';
import type { Rig } from './rig.js';
import type { ShopToBreak } from './shop-to-break.js';
import { type Outcome, tryOut } from './try-out.js';

const plain = { style: { head: [], border: [] } };

/** Tries each bug, and its experiment without it before; prints both, and gives the sentences about what went wrong. */
export async function tryAll(bugs: readonly Bug[], shop: ShopToBreak): Promise<string[]> {
  const wrong: string[] = [];
  const controls = new Map<ExperimentName, string>();
  const table = new Table({ head: ['bug', 'experiment', 'without it', 'caught by'], ...plain });
  for (const { name, experiment, breaks, ...bug } of bugs) {
    if (!controls.has(experiment)) {
      await shop.plant(undefined);
      const { found, ms } = await attempt(shop.rig, experiment);
      controls.set(experiment, found.length === 0 ? 'nothing found' : 'something found');
      console.log(`${experiment}, without a bug: ${found.join(' | ') || 'nothing found'} (${seconds(ms)})`);
      if (found.length > 0) wrong.push(`${experiment} finds something without a bug`);
    }
    await shop.plant({ name, experiment, breaks, ...bug });
    const { found, ms } = await attempt(shop.rig, experiment);
    const proof = found.find((one) => one.startsWith(`${breaks}:`));
    console.log(`${name}: ${proof ?? ['SURVIVES', ...found].join(' | ')} (${seconds(ms)})`);
    table.push([name, experiment, controls.get(experiment), proof === undefined ? 'nothing' : breaks]);
    if (proof === undefined) wrong.push(`${name} survives`);
  }
  console.log(table.toString());
  return wrong;
}

/** An experiment that could not be carried out has found nothing but that. */
async function attempt(rig: Rig, name: ExperimentName): Promise<Outcome> {
  const began = performance.now();
  try {
    return await tryOut(rig, name);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { found: [`could not be carried out: ${why}`], ms: performance.now() - began };
  }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
