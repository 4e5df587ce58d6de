import { Command, InvalidArgumentError } from 'commander';
import { bugs } from './bugs.js';
import { mustApply, shopToBreak } from './shop-to-break.js';
import { tryAll } from './try-all.js';

interface Options {
  only?: string[];
  list?: true;
  port?: number;
}

/** `npm run seeded-bugs [-- --only NAME... | --list] [--port P]`: 1 when one of them is not caught. */
export async function seededBugs(argv: string[]): Promise<number> {
  const command = new Command('seeded-bugs')
    .description('Puts one mistake after another into a shop of its own, and sees whether it is found out.')
    .option('--only <name...>', 'the bugs whose name begins so')
    .option('--list', 'tells what they are, and tries none')
    .option('--port <port>', "the gateway's port; all others follow it; free ones unless given", aPort)
    .allowExcessArguments(false)
    .exitOverride()
    .parse(argv, { from: 'user' });
  const { only, list, port } = command.opts<Options>();
  const chosen = bugs.filter(({ name }) => only === undefined || only.some((start) => name.startsWith(start)));
  if (chosen.length === 0) {
    console.error(`--only must begin like the name of a bug; "${only?.join(' ')}" begins like none (see --list).`);
    return 2;
  }
  if (list) {
    console.log(chosen.map(({ name, mistake, process }) => `${name} (${process})\n  ${mistake}`).join('\n'));
    return 0;
  }
  for (const bug of chosen) mustApply(bug);
  console.log('Starting a shop to break ...');
  const shop = await shopToBreak(port);
  try {
    const wrong = await tryAll(chosen, shop);
    const whole = `${chosen.length} tried, each caught; the same experiments find nothing without them.`;
    console.log(wrong.length === 0 ? whole : `Not as it should be: ${wrong.join('; ')}.`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await shop.stop();
  }
}

function aPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1024 || value > 65_000)
    throw new InvalidArgumentError('It is a whole number from 1024 to 65000.');
  return value;
}
