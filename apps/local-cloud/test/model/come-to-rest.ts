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
    await decideReviews(world);
  }
}

/** Support looks at the provider's own pages: what was charged was captured, anything else is closed there. */
async function decideReviews(world: World): Promise<void> {
  const process = processIn(world, atOnce);
  for (const { id, status, intentId } of world.payments.all()) {
    if (status !== 'manual_review') continue;
    const intent = intentId === null ? undefined : await world.provider.cancel(intentId);
    await process.resolve.resolve(
      id,
      { outcome: intent?.status === 'succeeded' ? 'captured' : 'cancelled', note: '' },
      'sue',
    );
  }
}
