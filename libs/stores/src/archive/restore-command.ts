import { parseArgs } from 'node:util';
import type { Blobs } from '../blob.js';
import { type Archived, findArchive } from './read-archive.js';

/** What a service restores from its archive, and how it is told. */
export type RestoreCommand<S extends { close(): Promise<void> }, R> = {
  /** The archive's name: `ledger`, `projection`. */
  what: string;
  blobs: Blobs;
  /** Opens the database, migrated. */
  open(): Promise<S>;
  target(store: S): {
    /** How much there is already. */
    held(): Promise<number>;
    restore(archived: Archived, at: Date): Promise<R>;
  };
  /** What `held` counts: `payments`. */
  rows: string;
  /** What may be missing from before the instant, such as `what was committed`. */
  atRisk: string;
  /** What is there now, a line each; whether it is as it must be. */
  report(restored: R): { lines: string[]; isRight: boolean };
};

/**
 * Carries out a restore to an instant, and says in lines for people what came of it, how much is lost at most and how long
 * it took.
 *
 * @param argv `--at INSTANT`
 * @returns the exit code: 0 when everything is there, 1 when it could not be restored or is not right, 2 when nothing was tried
 */
export async function restoreFromArchive<S extends { close(): Promise<void> }, R>(
  command: RestoreCommand<S, R>,
  argv: readonly string[],
  tell: (line: string) => void,
): Promise<number> {
  const started = performance.now();
  const at = instantIn(argv);
  if (at === undefined) {
    tell('--at must be an instant as RFC 3339 writes it, such as 2026-11-21T09:00:00.000Z, and not in the future.');
    return 2;
  }
  const store = await command.open();
  try {
    const target = command.target(store);
    const held = await target.held();
    if (held > 0) {
      tell(
        `The database holds ${held} ${command.rows}, and a restore writes over nothing: move it away first, or name an empty one.`,
      );
      return 2;
    }
    const archived = await findArchive(command.blobs, command.what, at);
    const { lines, isRight } = command.report(await target.restore(archived, at));
    tell(
      `The ${command.what} is restored to ${at.toISOString()} from ${archived.parts} parts of chain ${archived.chain}:`,
    );
    for (const line of lines) tell(`  ${line}`);
    tell(`  RPO: ${command.atRisk} in the last ${lostMs(archived, at)} ms before the instant may be missing`);
    tell(`  RTO: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return isRight ? 0 : 1;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await store.close();
  }
}

const lostMs = ({ completeUntil }: Archived, at: Date): number => Math.max(0, at.getTime() - Date.parse(completeUntil));

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function instantIn(argv: readonly string[]): Date | undefined {
  const given = atIn(argv);
  if (given === undefined || !written.test(given)) return undefined;
  const at = new Date(given);
  return Number.isNaN(at.getTime()) || at.getTime() > Date.now() + 60_000 ? undefined : at;
}

function atIn(argv: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...argv], options: { at: { type: 'string' } } }).values.at;
  } catch {
    return undefined; // an option that is none, or one without its value
  }
}
