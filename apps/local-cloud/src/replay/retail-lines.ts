import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type CsvError, parse } from 'csv-parse';

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

export type Reason =
  | 'malformed-row'
  | 'no-code'
  | 'no-description'
  | 'no-price'
  | 'bad-price'
  | 'bad-quantity'
  | 'bad-date'
  | 'no-matching-order';

/** One line of an invoice that can be sold, or given back when `cancels`. `row` counts data rows from 1. */
export type RetailLine = {
  row: number;
  invoice: string;
  cancels: boolean;
  sku: string;
  name: string;
  /** Always positive, also in a cancellation. */
  quantity: number;
  unitPrice: number;
  at: Date;
  /** Null for an anonymous sale. */
  customer: string | null;
  country: string;
};

export type RefusedLine = { row: number; invoice: string; reason: Reason };

export type RetailFile = { lines: RetailLine[]; refused: RefusedLine[]; rows: number; fingerprint: string };

/**
 * Reads invoices in the format of the UCI "Online Retail" data set. Dirty lines are refused with a reason and disturb no
 * others.
 *
 * @throws Error with one sentence when the file cannot be read or its header is another one
 */
export async function readRetailFile(path: string): Promise<RetailFile> {
  const hash = createHash('sha256');
  const bytes = createReadStream(path).on('data', (chunk) => hash.update(chunk));
  const records = parse({ bom: true, relax_column_count: true, skip_empty_lines: true });
  bytes.on('error', (error) => records.destroy(error));
  bytes.pipe(records);

  const file: RetailFile = { lines: [], refused: [], rows: 0, fingerprint: '' };
  let header: string[] | undefined;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      // csv-parse yields arrays of text without `columns`
      if (header === undefined) header = checkedHeader(record, path);
      else readRecord(record, file);
    }
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as CsvError).message}`, { cause: error }); // everything thrown here is an Error
  }
  if (header === undefined) throw new Error(`${path} is empty: it needs the header ${columns.join(',')}.`);
  file.fingerprint = hash.digest('hex').slice(0, 12);
  return file;
}

function checkedHeader(record: string[], path: string): string[] {
  if (columns.every((name, index) => record[index]?.trim() === name)) return record;
  throw new Error(`its header must be ${columns.join(',')}, not ${record.join(',').slice(0, 200)} (in ${path}).`);
}

function readRecord(record: string[], file: RetailFile): void {
  file.rows += 1;
  const line = readLine(record, file.rows);
  if (typeof line === 'string') file.refused.push({ row: file.rows, invoice: record[0]?.trim() ?? '', reason: line });
  else file.lines.push(line);
}

function readLine(record: string[], row: number): RetailLine | Reason {
  if (record.length !== columns.length) return 'malformed-row';
  const [invoice = '', code = '', description = '', quantity = '', date = '', price = '', customer = '', country = ''] =
    record.map((cell) => cell.trim());
  if (invoice === '') return 'malformed-row';
  const sku = code.replace(/\s+/g, '-');
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/.test(sku)) return 'no-code';
  const unitPrice = inPence(price);
  if (unitPrice === 'no-price' || unitPrice === 'bad-price') return unitPrice;
  if (description === '' || !description.isWellFormed() || [...description].length > 200) return 'no-description';
  const cancels = invoice.startsWith('C');
  const pieces = Number(quantity) * (cancels ? -1 : 1);
  if (quantity === '' || !Number.isInteger(pieces) || pieces < 1 || pieces > 100_000) return 'bad-quantity';
  const at = new Date(`${date.replace(' ', 'T')}Z`);
  if (Number.isNaN(at.getTime())) return 'bad-date';
  const buyer = customer === '' ? null : customer.replace(/\.0$/, '');
  return {
    row,
    invoice,
    cancels,
    sku: `${sku}@${unitPrice}`,
    name: description,
    quantity: pieces,
    unitPrice,
    at,
    customer: buyer,
    country,
  };
}

/** Pounds as written ("2.55", "27.5", "3") in pence, without a detour through binary fractions. */
function inPence(price: string): number | 'no-price' | 'bad-price' {
  if (price === '') return 'no-price';
  const match = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(price);
  if (match === null) return 'bad-price';
  const [, pounds = '0', fraction = ''] = match;
  const pence = Number(pounds) * 100 + Number(fraction.padEnd(2, '0'));
  return pence === 0 ? 'no-price' : pence;
}
