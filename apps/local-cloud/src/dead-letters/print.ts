import { adviceOn, type Letter, type WholeLetter } from '@causeway/messaging/dead-letters';
import Table from 'cli-table3';

/** The members of a letter that `list` shows. */
export const summaryOf = ({ id, place, eventId, type, reason, description, since, attempts }: WholeLetter): Letter => ({
  id,
  place,
  eventId,
  type,
  reason,
  description,
  since,
  attempts,
});

/** A table for people; the id is written whole, because it is what `show` and `redrive` take. */
export function tableOf(letters: readonly WholeLetter[]): string {
  if (letters.length === 0) return 'Nothing was set aside.';
  const table = new Table({
    head: ['where and id', 'event type', 'reason', 'description', 'since', 'attempts'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, 48, null, null],
    wordWrap: true,
  });
  for (const { id, type, reason, description, since, attempts } of letters) {
    table.push([id, type ?? '-', reason, brief(description), since, attempts]);
  }
  return `${table}\n${letters.length === 1 ? '1 letter' : `${letters.length} letters`}`;
}

/** Everything about a letter, and what can be done about it. */
export const wholeOf = (letter: WholeLetter) => ({
  ...letter,
  whatToDo: letter.pointless === null ? adviceOn(letter.reason) : `${pointlessness(letter)} ${adviceOn(letter.reason)}`,
});

export const pointlessness = ({ pointless }: WholeLetter): string =>
  `A redrive is pointless while this version runs: ${brief(pointless ?? '')}.`;

export function pageOf(letter: WholeLetter): string {
  const { body, properties, whatToDo, pointless: _, ...rest } = wholeOf(letter);
  const facts = Object.entries(rest).map(([name, value]) => `${name.padEnd(12)} ${value ?? '-'}`);
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const sections = [facts.join('\n'), `properties\n${JSON.stringify(properties, null, 2)}`, `body\n${text}`, whatToDo];
  return sections.join('\n\n');
}

const brief = (text: string): string => {
  const line = oneLine(text);
  return line.length > 160 ? `${line.slice(0, 160)} ...` : line;
};

const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ')
    .replace(/\.$/, '');
