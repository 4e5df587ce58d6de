import { CsvError, parse } from 'csv-parse/sync';
import type { CsvRow, ReadCsv } from '../core/ports.js';

/** A quoted cell may hold line breaks; beyond this many lines its quote was forgotten. */
const mostLines = 100;

/**
 * CSV read record by record, so that a quote gone wrong spoils its own row and no other: reading goes on at the next
 * line. What stands between quotes is kept as it is, white space and line ends too.
 */
export const readCsv: ReadCsv = (text, limit) => {
  const linesAndEnds = text.split(/(\r\n|\n|\r)/);
  const rows: CsvRow[] = [];
  for (let at = 0; at < linesAndEnds.length && rows.length < limit; ) {
    const line = linesAndEnds[at] ?? '';
    const { row, taken } = line.includes('"') ? readQuoted(linesAndEnds, at) : { row: readPlain(line), taken: 1 };
    if (line.trim() !== '') rows.push(row);
    at += 2 * taken;
  }
  return rows;
};

const readPlain = (line: string): CsvRow => ({ cells: line.split(',').map((cell) => cell.trim()) });

/** @param linesAndEnds each line, and behind it what ends it */
function readQuoted(linesAndEnds: readonly string[], at: number): { row: CsvRow; taken: number } {
  for (let taken = 1; taken <= mostLines && at + 2 * taken - 1 <= linesAndEnds.length; taken += 1) {
    const record = linesAndEnds.slice(at, at + 2 * taken - 1).join('');
    try {
      const [cells = []] = parse(record, { trim: true, relax_column_count: true });
      return { row: { cells }, taken };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      if (error.code === 'CSV_QUOTE_NOT_CLOSED') continue;
      return { row: { fault: 'has a quote where none may stand' }, taken: 1 };
    }
  }
  return { row: { fault: 'has a quote that is not closed' }, taken: 1 };
}
