import { CsvError, parse } from 'csv-parse/sync';
import type { CsvRow, ReadCsv } from '../core/ports.js';

/** A quoted cell may hold line breaks; beyond this many lines its quote was forgotten. */
const mostLines = 100;

/**
 * CSV read record by record, so that a quote gone wrong spoils its own row and no other: reading goes on at the next
 * line.
 */
export const readCsv: ReadCsv = (text, limit) => {
  const lines = text.split(/\r\n|\n|\r/);
  const rows: CsvRow[] = [];
  for (let at = 0; at < lines.length && rows.length < limit; ) {
    const line = lines[at] ?? '';
    const { row, taken } = line.includes('"') ? readQuoted(lines, at) : { row: readPlain(line), taken: 1 };
    if (line.trim() !== '') rows.push(row);
    at += taken;
  }
  return rows;
};

const readPlain = (line: string): CsvRow => ({ cells: line.split(',').map((cell) => cell.trim()) });

function readQuoted(lines: readonly string[], at: number): { row: CsvRow; taken: number } {
  for (let taken = 1; taken <= mostLines && at + taken <= lines.length; taken += 1) {
    const record = lines.slice(at, at + taken).join('\n');
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
