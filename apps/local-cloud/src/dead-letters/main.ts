import type { WholeLetter } from '@causeway/messaging/dead-letters';
import { Command, CommanderError } from 'commander';
import { isMisuse, Misuse } from '../misuse.js';
import { type Filter, lookingAt, reasonOf } from './look.js';
import { pageOf, summaryOf, tableOf, wholeOf } from './print.js';
import { type HowToRedrive, type Outcome, redriveAll } from './redrive.js';

type ListOptions = Filter & { json?: boolean };
type RedriveOptions = ListOptions & Partial<HowToRedrive> & { all?: boolean };

/** `npm run dlq -- list|show|redrive`: 0, 1 when something could not be done, 2 when the command line is wrong. */
export async function deadLetters(argv: string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('dlq')
    .description('What subscriptions and outboxes have set aside: dead letters, parked and stuck events.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  const said = (code: number) => {
    exitCode = code;
  };
  addList(program);
  addShow(program, said);
  addRedrive(program, said);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isMisuse(error)) throw error;
    console.error(sentenceOf(error));
    return 1;
  }
}

function addList(program: Command): void {
  filtered(program.command('list'))
    .description('Lists them, the oldest first.')
    .action((options: ListOptions) =>
      lookingAt(options, async ({ letters }) => {
        console.log(options.json === true ? JSON.stringify(letters.map(summaryOf), null, 2) : tableOf(letters));
      }),
    );
}

function addShow(program: Command, said: (code: number) => void): void {
  located(program.command('show').argument('<id>', 'as list shows it, or the id of the event'))
    .description('Shows one whole: properties, body, reason, trace, and what can be done.')
    .action((id: string, options: ListOptions) =>
      lookingAt(options, async ({ letters }) => {
        const found = namedBy(id, letters);
        if (found.length === 0) return said(unknown(id));
        const [only] = found;
        if (options.json !== true) console.log(found.map(pageOf).join('\n\n'));
        else console.log(JSON.stringify(found.length === 1 && only ? wholeOf(only) : found.map(wholeOf), null, 2));
      }),
    );
}

function addRedrive(program: Command, said: (code: number) => void): void {
  filtered(program.command('redrive').argument('[ids...]', 'as list shows them, or ids of events'))
    .description('Sends them back to where they came from, each to its own subscription or outbox alone.')
    .option('--all', 'all that the filters name')
    .option('--dry-run', 'only says what would be done')
    .option('--force', 'also those that cannot succeed as long as this version runs')
    .action(async (ids: string[], options: RedriveOptions) => {
      refuseContradiction(ids, options);
      await lookingAt(options, async (office) => {
        const missing = ids.filter((id) => namedBy(id, office.letters).length === 0);
        for (const id of missing) unknown(id);
        const wanted = ids.length === 0 ? office.letters : ids.flatMap((id) => namedBy(id, office.letters));
        const how = { dryRun: options.dryRun === true, force: options.force === true };
        const outcomes = await redriveAll(office, [...new Set(wanted)], how);
        report(outcomes, options);
        said(missing.length > 0 || outcomes.some((one) => isFailure(one, options)) ? 1 : 0);
      });
    });
}

function refuseContradiction(ids: readonly string[], { all, reason, place }: RedriveOptions): void {
  if (ids.length === 0 && all !== true) throw new Misuse('Name what to redrive by its ids, or give --all.');
  if (ids.length > 0 && all === true) throw new Misuse('Give ids or --all, not both.');
  if (ids.length > 0 && (reason !== undefined || place !== undefined)) {
    throw new Misuse('--reason and --place choose among --all; ids need neither.');
  }
}

function report(outcomes: readonly Outcome[], { json }: RedriveOptions): void {
  if (json === true) {
    console.log(JSON.stringify(outcomes, null, 2));
    return;
  }
  for (const { id, told } of outcomes) console.log(`${id}  ${told}`);
  const count = outcomes.filter(({ outcome }) => outcome === 'redriven').length;
  console.log(outcomes.length === 0 ? 'There is nothing to redrive.' : `${count} of ${outcomes.length} redriven`);
}

/** Whoever names a letter wants it gone; `--all` passes over what cannot succeed. */
const isFailure = ({ outcome }: Outcome, { all }: RedriveOptions): boolean =>
  outcome === 'held' || outcome === 'waiting' || (outcome === 'left' && all !== true);

const namedBy = (id: string, letters: readonly WholeLetter[]): WholeLetter[] =>
  letters.filter((letter) => letter.id === id || letter.eventId === id || letter.properties.messageId === id);

function unknown(id: string): number {
  console.error(`There is no letter ${id}; it may have been redriven already. "dlq list" shows those there are.`);
  return 1;
}

const located = (command: Command): Command =>
  command
    .option('--port <port>', 'a shop on this computer, by the port of its gateway (8080)')
    .option('--data <folder>', 'where that shop keeps its data, if its gateway does not answer')
    .option('--json', 'for programs');

const filtered = (command: Command): Command =>
  located(command)
    .option('--place <place>', 'a subscription, an outbox, a topic or a service')
    .option('--reason <reason>', 'such as schema, unknown-order, max-delivery, parked');

const sentenceOf = (error: unknown): string =>
  error instanceof Error && error.message.includes('cannot be read') ? error.message : `${reasonOf(error)}.`;
