import { parseArgs } from 'node:util';

type Archived = { chain: string; parts: number; completeUntil: string };
type Restored = { orders: number; payments: number; products: number; changes: number };
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
        `The database holds ${held} rows, and a restore writes over nothing: move it away first, or name an empty one.`,
      );
      return 2;
    }
    const archived = await find(at);
    const { orders, payments, products, changes } = await target.restore(archived, at);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    tell(`Projection restored to ${at.toISOString()} from ${archived.parts} parts of chain ${archived.chain}:`);
    tell(`  ${orders} orders, ${payments} payments, ${products} products, out of ${changes} changes`);
    tell(`  RPO: what was projected in the last ${lostMs(archived, at)} ms before the instant may be missing`);
    tell(
      '  what is missing or has changed since is put right by the comparison with the sources, when the service runs',
    );
    tell(`  RTO: ${seconds} s`);
    return 0;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

const lostMs = ({ completeUntil }: Archived, at: Date): number => Math.max(0, at.getTime() - Date.parse(completeUntil));

function instantIn(argv: readonly string[]): Date | undefined {
  const { values } = parseArgs({ args: [...argv], options: { at: { type: 'string' } } });
  const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  if (values.at === undefined || !written.test(values.at)) return undefined;
  const at = new Date(values.at);
  return Number.isNaN(at.getTime()) || at.getTime() > Date.now() + 60_000 ? undefined : at;
}
