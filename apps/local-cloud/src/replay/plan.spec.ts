import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planReplay } from './plan.js';
import { readRetailFile } from './retail-lines.js';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

async function planOf(...rows: string[]) {
  const file = join(mkdtempSync(join(tmpdir(), 'causeway-replay-')), 'invoices.csv');
  writeFileSync(file, `${header}\n${rows.join('\n')}\n`);
  return planReplay(await readRetailFile(file));
}

const line = ({
  invoice = '1',
  code = '85123A',
  text = 'HEART',
  quantity = '6',
  price = '2.55',
  customer = '17850.0',
} = {}) => `${invoice},${code},${text},${quantity},2010-12-01 08:26:00,${price},${customer},United Kingdom`;

describe('planning a replay', () => {
  it('makes a product of each code and price, and merges repeated ones', async () => {
    const plan = await planOf(line(), line({ quantity: '2' }), line({ price: '3' }));
    expect(plan.orders).toHaveLength(1);
    expect(plan.orders[0]?.lines).toMatchObject([
      { sku: '85123A@255', quantity: 8 },
      { sku: '85123A@300', quantity: 6 },
    ]);
    expect(plan.orders[0]?.total).toBe(8 * 255 + 6 * 300);
  });

  it('splits an invoice of more than 90 products', async () => {
    const rows = Array.from({ length: 181 }, (_, index) => line({ code: String(10_000 + index) }));
    const plan = await planOf(...rows);
    expect(plan.orders.map(({ lines }) => lines.length)).toEqual([90, 90, 1]);
    expect(new Set(plan.orders.map(({ key }) => key)).size).toBe(3);
  });

  it('turns a cancellation of an earlier sale into a refund, as long as something is left of it', async () => {
    const back = line({ invoice: 'C2', quantity: '-4' });
    const plan = await planOf(line(), back, line({ invoice: 'C3', quantity: '-4' }));
    expect(plan.refunds).toMatchObject([{ order: plan.orders[0]?.key, amount: 4 * 255 }]);
    expect(plan.refused).toEqual([{ row: 3, invoice: 'C3', reason: 'no-matching-order' }]);
  });

  it.each([
    [{ invoice: 'C2', quantity: '-1', customer: '1.0' }, 'no-matching-order'],
    [{ invoice: 'C2', quantity: '-1', customer: '' }, 'no-matching-order'],
    [{ price: '0.0' }, 'no-price'],
    [{ price: '' }, 'no-price'],
    [{ price: '0.001' }, 'bad-price'],
    [{ price: '-11062.06' }, 'bad-price'],
    [{ text: '' }, 'no-description'],
    [{ quantity: '-10' }, 'bad-quantity'],
    [{ quantity: '0' }, 'bad-quantity'],
    [{ quantity: '1.5' }, 'bad-quantity'],
    [{ code: '' }, 'no-code'],
  ])('refuses %j as %s', async (dirty, reason) => {
    const plan = await planOf(line(), line(dirty));
    expect(plan.refused).toMatchObject([{ row: 2, reason }]);
    expect(plan.orders[0]?.lines).toHaveLength(1);
  });

  it('reads prices without a detour through binary fractions', async () => {
    const plan = await planOf(
      ...['1.10', '27.5', '0.29', '3', '4.950'].map((price, n) => line({ code: `C0D${n}`, price })),
    );
    expect(plan.orders[0]?.lines.map(({ unitPrice }) => unitPrice)).toEqual([110, 2750, 29, 300, 495]);
  });

  it('refuses a file with another header', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'causeway-replay-')), 'other.csv');
    writeFileSync(file, 'a,b\n1,2\n');
    await expect(readRetailFile(file)).rejects.toThrow('its header must be InvoiceNo,StockCode');
  });
});
