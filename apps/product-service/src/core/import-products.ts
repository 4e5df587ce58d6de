import { DomainError, type ImportReport, invalidField, type NewProduct } from '@causeway/data-model';
import type { AddProduct } from './add-product.js';
import type { ChangeProduct } from './change-product.js';
import { importColumns, type RowFault, readRow } from './import-row.js';
import type { Clock, Products, ReadCsv } from './ports.js';

const mostRows = 10_000;
const atOnce = 16;

type Row = { number: number; product: NewProduct };
type Tally = { report: ImportReport; until: number };

/** Creates and updates products from a CSV file, by sku. A bad row is reported and does not stop the good ones. */
export class ImportProducts {
  readonly #products: Products;
  readonly #add: AddProduct;
  readonly #change: ChangeProduct;
  readonly #readCsv: ReadCsv;
  readonly #clock: Clock;
  readonly #budgetMs: number;

  constructor(ports: {
    products: Products;
    add: AddProduct;
    change: ChangeProduct;
    readCsv: ReadCsv;
    clock: Clock;
    budgetMs: number;
  }) {
    this.#products = ports.products;
    this.#add = ports.add;
    this.#change = ports.change;
    this.#readCsv = ports.readCsv;
    this.#clock = ports.clock;
    this.#budgetMs = ports.budgetMs;
  }

  /** @throws DomainError `validation` when it is not UTF-8 with the right header, `too-large` beyond 10,000 rows */
  async execute(file: Uint8Array): Promise<ImportReport> {
    const until = this.#clock().getTime() + this.#budgetMs;
    const [header, ...rows] = this.#readCsv(decoded(file), mostRows + 2);
    const columns = header !== undefined && 'cells' in header ? header.cells : [];
    if (columns.join() !== importColumns.join()) {
      throw invalidField('', `must begin with the header ${importColumns.join()}`);
    }
    if (rows.length > mostRows) throw new DomainError('too-large', { detail: `A file has at most ${mostRows} rows.` });

    const report: ImportReport = { rows: rows.length, created: 0, updated: 0, failed: 0, errors: [] };
    const bySku = new Map<string, Row[]>();
    for (const [index, row] of rows.entries()) {
      const number = index + 1;
      const read = readRow(row);
      if ('faults' in read) fail(report, number, read.faults);
      else bySku.set(read.product.sku, [...(bySku.get(read.product.sku) ?? []), { number, product: read.product }]);
    }
    await this.#write([...bySku.values()], { report, until });
    report.errors.sort((a, b) => a.row - b.row);
    return report;
  }

  /** Several skus at once; the rows of one sku in their order, so that the last one wins. */
  async #write(queue: Row[][], tally: Tally): Promise<void> {
    const remaining = queue.values();
    const work = async () => {
      for (const rows of remaining) for (const row of rows) await this.#writeRow(row, tally);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  async #writeRow({ number, product }: Row, { report, until }: Tally): Promise<void> {
    if (this.#clock().getTime() >= until) {
      return fail(report, number, [{ field: 'row', message: 'was not reached in time; send it again' }]);
    }
    try {
      report[await this.#upsert(product)] += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      fail(report, number, [{ field: 'row', message: error.message }]);
    }
  }

  async #upsert(product: NewProduct): Promise<'created' | 'updated'> {
    const id = await this.#products.idOfSku(product.sku);
    if (id === undefined) {
      await this.#add.execute(product);
      return 'created';
    }
    const { sku: _, stock: __, ...change } = product;
    await this.#change.execute(id, 'any', change);
    return 'updated';
  }
}

function fail(report: ImportReport, row: number, faults: RowFault[]): void {
  report.failed += 1;
  report.errors.push(...faults.map((fault) => ({ row, ...fault })));
}

function decoded(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw invalidField('', 'must be UTF-8');
  }
}
