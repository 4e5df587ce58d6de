import { type NewProduct, newProduct } from '@causeway/data-model';
import type { CsvRow } from './ports.js';

/** The columns of an import, in their order. */
export const importColumns = ['sku', 'name', 'description', 'category', 'price', 'currency', 'stock'] as const;

export type RowFault = { field: string; message: string };

/** A row as a product, or everything that is wrong with it. */
export function readRow(row: CsvRow): { product: NewProduct } | { faults: RowFault[] } {
  if ('fault' in row) return { faults: [{ field: 'row', message: row.fault }] };
  const { cells } = row;
  if (cells.length !== importColumns.length) {
    return { faults: [{ field: 'row', message: `must have ${importColumns.length} columns, has ${cells.length}` }] };
  }
  const [sku = '', name = '', description = '', category = '', decimal = '', currency = '', stock = ''] = cells;
  const amount = minorUnits(decimal, currency);
  const parsed = newProduct.safeParse({
    sku,
    name,
    description,
    category,
    price: { amount: typeof amount === 'number' ? amount : 1, currency },
    stock: stock === '' ? 0 : asNumber(stock),
  });
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ field: column(path), message }));
  if (typeof amount === 'string') faults.push({ field: 'price', message: amount });
  return parsed.success && faults.length === 0 ? { product: parsed.data } : { faults };
}

const column = (path: readonly PropertyKey[]): string => String(path[1] === 'currency' ? 'currency' : path[0]);

const asNumber = (text: string): number => (/^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN);

/** `12.99` in minor units of its currency, or what is wrong with it. */
function minorUnits(decimal: string, currency: string): number | string {
  const match = /^(\d{1,12})(?:\.(\d{1,20}))?$/.exec(decimal);
  if (match === null) return 'must be a price such as 12.99';
  const [, whole = '', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (fraction.length > decimals) return `at most ${decimals} decimals`;
  return Number(whole + fraction.padEnd(decimals, '0'));
}

/** How many decimals a currency has (ISO 4217): two for the euro, none for the yen. */
function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}
