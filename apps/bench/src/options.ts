import { Command, InvalidArgumentError, Option } from 'commander';

export const parts = ['a', 'b', 'c', 'd'] as const;
export type PartName = (typeof parts)[number];

export type Options = {
  only: PartName | undefined;
  rounds: number;
  /** Of one measured run. */
  seconds: number;
  /** Where the figures go, too. */
  json: string | undefined;
  /** A commit to compare with: its shop runs beside this one's. */
  against: string | undefined;
};

/**
 * The command line of `npm run bench`; a wrong one ends the process with one sentence and exit code 2.
 */
export function readOptions(argv: readonly string[]): Options {
  const command = new Command('bench')
    .description('Measures what the shop costs, in paired runs on this computer. It judges nothing.')
    .addOption(
      new Option('--only <part>', 'a: reads, b: orders, c: CPU time of both, d: lag between the clouds').choices(parts),
    )
    .option('--rounds <n>', 'how often everything is measured, alternating', wholeNumber, 5)
    .option('--seconds <s>', 'how long each run is', seconds, 5)
    .option('--against <commit>', 'compares with the shop of that commit instead of bare operations')
    .option('--json <file>', 'writes the figures there, too')
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse([...argv], { from: 'user' });
  const given = command.opts<Partial<Options> & Pick<Options, 'rounds' | 'seconds'>>();
  return { only: undefined, json: undefined, against: undefined, ...given };
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 1 to 999.');
  return Number(value);
}

function seconds(value: string): number {
  const number = Number(value);
  if (!(number >= 0.2 && number <= 600)) throw new InvalidArgumentError('It is a number of seconds from 0.2 to 600.');
  return number;
}
