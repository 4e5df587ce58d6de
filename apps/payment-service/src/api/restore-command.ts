import { parseArgs } from 'node:util';

type Archived = { chain: string; parts: number; completeUntil: string };
type Restored = {
  payments: number;
  refunds: number;
  entries: number;
  newestEntry: string | null;
  unbalanced: string[];
  checksum: string;
};
type Target<A> = { held(): Promise<number>; restore(archived: A, at: Date): Promise<Restored> };

/** Restores, and says in lines for people what came of it, how much is lost at most and how long it took. */
export async function restoreOn<A extends Archived>(
  target: Target<A>,
  find: (at: Date) => Promise<A>,
  argv: readonly string[],
  tell: (line: string) => void,
): Promise<number> {
  const started = performance.now();
  const at = instantIn(argv);
  if (at === undefined) {
    tell('--at must be an instant as RFC 3339 writes it, such as 2026-11-21T09:00:00.000Z, and not in the future.');
    return 2;
  }
  try {
    const held = await target.held();
    if (held > 0) {
      tell(
        `The database holds ${held} payments, and a restore writes over nothing: move it away first, or name an empty one.`,
      );
      return 2;
    }
    const archived = await find(at);
    const restored = await target.restore(archived, at);
    const { payments, refunds, entries, newestEntry, unbalanced, checksum } = restored;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    tell(`Ledger restored to ${at.toISOString()} from ${archived.parts} parts of chain ${archived.chain}:`);
    tell(
      `  ${payments} payments, ${refunds} refunds, ${entries} ledger entries, the newest of ${newestEntry ?? 'never'}`,
    );
    tell(
      `  sums to zero per currency and per payment (I6): ${unbalanced.length === 0 ? 'yes' : `NO, off are ${unbalanced.join(', ')}`}`,
    );
    tell(`  SHA-256 of the entries: ${checksum}`);
    tell(`  RPO: what was committed in the last ${lostMs(archived, at)} ms before the instant may be missing`);
    tell(`  RTO: ${seconds} s`);
    return unbalanced.length === 0 ? 0 : 1;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

const lostMs = ({ completeUntil }: Archived, at: Date): number => Math.max(0, at.getTime() - Date.parse(completeUntil));

function instantIn(argv: readonly string[]): Date | undefined {
  const { values } = parseArgs({ args: [...argv], options: { at: { type: 'string' } } });
  if (values.at === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(values.at))
    return undefined;
  const at = new Date(values.at);
  return Number.isNaN(at.getTime()) || at.getTime() > Date.now() + 60_000 ? undefined : at;
}
