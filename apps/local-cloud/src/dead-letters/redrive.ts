import type { Redriven, WholeLetter } from '@causeway/messaging/dead-letters';
import type { Office } from './look.js';
import { pointlessness } from './print.js';

export type Outcome = { id: string; eventId: string; outcome: Redriven | 'left' | 'would-redrive'; told: string };

const tellings: Record<Redriven, string> = {
  redriven: 'redriven',
  gone: 'gone: somebody else has redriven or published it meanwhile',
  held: 'held: another redrive has it, or one that died had it less than a lock ago; try again in a minute',
  waiting: 'waiting: it is back in its outbox and the broker did not take it yet; its service goes on trying',
};

export type HowToRedrive = { dryRun: boolean; force: boolean };

/** Sends letters back, each to where it came from; what could not succeed is left unless it is forced. */
export async function redriveAll(
  { places }: Office,
  letters: readonly WholeLetter[],
  { dryRun, force }: HowToRedrive,
): Promise<Outcome[]> {
  const left = force ? [] : letters.filter(({ pointless }) => pointless !== null);
  const sent = letters.filter((letter) => !left.includes(letter));
  const outcomes = left.map((letter): Outcome => {
    const told = `left: ${pointlessness(letter)} --force sends it all the same.`;
    return { ...nameOf(letter), outcome: 'left', told };
  });
  if (dryRun) return [...outcomes, ...sent.map(untouched)];
  for (const place of places) {
    const here = sent.filter((letter) => letter.place === place.name);
    if (here.length === 0) continue;
    const became = await place.redrive(here.map(({ id }) => id));
    for (const letter of here) {
      const outcome = became.get(letter.id) ?? 'held';
      outcomes.push({ ...nameOf(letter), outcome, told: tellings[outcome] });
    }
  }
  return outcomes;
}

const nameOf = ({ id, eventId }: WholeLetter) => ({ id, eventId });

const untouched = (letter: WholeLetter): Outcome => ({
  ...nameOf(letter),
  outcome: 'would-redrive',
  told: 'would be redriven',
});
