import { stringify } from 'csv-stringify/sync';
import type { Session, Shop } from '../client/shop.js';
import type { PlannedLine } from './plan.js';

type Product = { id: string; sku: string; available: number };
type Report = {
  created: number;
  updated: number;
  failed: number;
  errors: { row: number; field: string; message: string }[];
};

const category = 'online-retail';
/** A service imports what it can within its time budget and says which rows it did not reach. */
const rowsAtOnce = 500;
/** Longer than the gateway waits for a service, so that nothing is under way afterwards. */
const adjustedWithinMs = 15_000;

/**
 * Makes sure that each product of the plan exists and that enough of it is in stock. Products that are there already
 * keep their stock; what is missing is added.
 *
 * @returns product ids by sku
 */
export async function stockCatalogue(
  shop: Shop,
  merchandiser: Session,
  demand: ReadonlyMap<string, PlannedLine>,
  currency: string,
): Promise<{ ids: Map<string, string>; created: number; updated: number; failed: Report['errors'] }> {
  const wanted = [...demand.values()];
  const before = await readCatalogue(shop);
  const report = { created: 0, updated: 0, failed: [] as Report['errors'] }; // an empty list has no type of its own
  const missing = wanted.filter(({ sku }) => !before.has(sku));
  let left = missing;
  while (left.length > 0) {
    const rows = left.slice(0, rowsAtOnce);
    const { created, updated, errors } = await importRows(merchandiser, rows, currency);
    report.created += created;
    report.updated += updated;
    const late = errors.filter(({ field }) => field === 'row');
    report.failed.push(...errors.filter(({ field }) => field !== 'row'));
    const again = late.flatMap(({ row }) => rows[row - 1] ?? []);
    if (again.length === rows.length) throw new Error(`No row could be imported: ${late[0]?.message}`);
    left = [...again, ...left.slice(rowsAtOnce)];
  }
  const after = missing.length === 0 ? before : await readCatalogue(shop);
  await topUp(shop, merchandiser, wanted, before);
  return { ids: new Map([...after].map(([sku, { id }]) => [sku, id])), ...report };
}

async function importRows(merchandiser: Session, lines: PlannedLine[], currency: string): Promise<Report> {
  const rows = lines.map(({ sku, name, quantity, unitPrice }) => ({
    sku,
    name,
    description: '',
    category,
    price: `${Math.floor(unitPrice / 100)}.${String(unitPrice % 100).padStart(2, '0')}`,
    currency,
    stock: quantity,
  }));
  const body = stringify(rows, { header: true });
  const reply = await merchandiser.send<Report>({
    method: 'POST',
    path: '/v1/products/imports',
    body,
    contentType: 'text/csv',
  });
  return reply.body;
}

/** What the replay sells, by sku. */
export async function readCatalogue(shop: Shop): Promise<Map<string, Product>> {
  const products = new Map<string, Product>();
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/v1/products?category=${category}&limit=100${query}`;
    const { body } = await shop.send<{ items: Product[]; nextCursor: string | null }>({ method: 'GET', path });
    for (const product of body.items) products.set(product.sku, product);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return products;
}

async function topUp(
  shop: Shop,
  merchandiser: Session,
  wanted: PlannedLine[],
  before: Map<string, Product>,
): Promise<void> {
  for (const { sku, quantity } of wanted) {
    let product = before.get(sku);
    // An adjustment has no key: after a lost answer the stock itself says whether it was made.
    while (product !== undefined && product.available < quantity) {
      const path = `/v1/products/${product.id}`;
      const body = { delta: quantity - product.available, reason: 'replay' };
      await merchandiser.hangUp({ method: 'POST', path: `${path}/stock-adjustments`, body }, adjustedWithinMs);
      product = (await shop.send<Product>({ method: 'GET', path })).body;
    }
  }
}
