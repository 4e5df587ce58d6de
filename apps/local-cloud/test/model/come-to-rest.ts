import { decideReviews } from './decide-reviews.js';
import { deliver } from './deliver.js';
import { atOnce, processIn } from './processes.js';
import type { World } from './world.js';

const rounds = 60;

/** From here on nothing dies and everybody answers: what is under way arrives, and whoever looks after things does. */
export async function comeToRest(world: World): Promise<void> {
  world.provider.luck = [];
  world.stockLuck = [];
  world.isAtRest = true;
  for (let round = 0; round < rounds; round += 1) {
    const process = processIn(world, atOnce);
    for (world.relay(); world.messages.length > 0; world.relay()) await deliver(world, process, 0, false);
    world.now = new Date(world.now.getTime() + 130_000);
    world.provider.decide(true);
    await process.endLeases.execute();
    await process.endAbandoned.execute();
    await process.chase.chase();
    await decideReviews(world, process);
  }
}
