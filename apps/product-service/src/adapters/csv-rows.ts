import { parse } from 'csv-parse/sync';
import type { CsvRow, ReadCsv } from '../core/ports.js';

/** CSV read by csv-parse. A record it cannot read becomes a fault in its place instead of the end of the file. */
export const readCsv: ReadCsv = (text, limit) => {
  const rows: CsvRow[] = [];
  parse(text, {
    bom: true,
    trim: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    to: limit,
    on_record: (cells: string[]) => {
      rows.push({ cells });
      return null;
    },
    on_skip: (error) => {
      rows.push({
        fault: `cannot be read: ${error?.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : 'a quote stands where none may'}`,
      });
      return undefined;
    },
  });
  return rows;
};
