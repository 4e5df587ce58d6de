import type { RefusedLine, RetailFile, RetailLine } from './retail-lines.js';

/** The most distinct lines an order may have. */
const maxLines = 90;

export type PlannedLine = { sku: string; name: string; quantity: number; unitPrice: number };

/** An order to place: an invoice, or a part of one that is too long. `key` is its idempotency key. */
export type PlannedOrder = {
  key: string;
  invoice: string;
  at: Date;
  customer: string | null;
  country: string;
  lines: PlannedLine[];
  rows: number[];
  total: number;
};

/** Money to give back for a cancellation line; `order` is the key of the order that sold the goods. */
export type PlannedRefund = { key: string; order: string; at: Date; amount: number; row: number; sku: string };

export type Plan = {
  orders: PlannedOrder[];
  refunds: PlannedRefund[];
  refused: RefusedLine[];
  rows: number;
  /** What the file sold of each product, so that the stock suffices. */
  demand: Map<string, PlannedLine>;
};

/** Turns the lines of a file into the orders and refunds it tells of, in the file's order. */
export function planReplay(file: RetailFile): Plan {
  const plan: Plan = { orders: [], refunds: [], refused: [...file.refused], rows: file.rows, demand: new Map() };
  const sales = new Sales();
  for (const [invoice, lines] of groupByInvoice(file.lines)) {
    const [first] = lines;
    if (first === undefined) continue;
    if (first.cancels) planRefunds(lines, sales, plan, file.fingerprint);
    else planOrders(invoice, lines, sales, plan, file.fingerprint);
  }
  return plan;
}

function groupByInvoice(lines: RetailLine[]): Map<string, RetailLine[]> {
  const groups = new Map<string, RetailLine[]>();
  for (const line of lines) {
    const group = groups.get(line.invoice);
    if (group === undefined) groups.set(line.invoice, [line]);
    else group.push(line);
  }
  return groups;
}

function planOrders(invoice: string, lines: RetailLine[], sales: Sales, plan: Plan, fingerprint: string): void {
  const merged = mergeBySku(lines, plan);
  for (let part = 0; part * maxLines < merged.length; part += 1) {
    const own = merged.slice(part * maxLines, (part + 1) * maxLines);
    const [first] = lines;
    if (first === undefined) return;
    const order: PlannedOrder = {
      key: `replay-${fingerprint}-${invoice}-${part + 1}`,
      invoice,
      at: first.at,
      customer: first.customer,
      country: first.country,
      lines: own.map(({ rows: _rows, ...line }) => line),
      rows: own.flatMap(({ rows }) => rows),
      total: own.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    };
    plan.orders.push(order);
    sales.add(order);
    for (const line of order.lines) addDemand(plan.demand, line);
  }
}

function mergeBySku(lines: RetailLine[], plan: Plan): (PlannedLine & { rows: number[] })[] {
  const merged = new Map<string, PlannedLine & { rows: number[] }>();
  for (const { sku, name, quantity, unitPrice, row, invoice } of lines) {
    const known = merged.get(sku);
    if (known === undefined) merged.set(sku, { sku, name, quantity, unitPrice, rows: [row] });
    else if (known.quantity + quantity > 100_000) plan.refused.push({ row, invoice, reason: 'bad-quantity' });
    else {
      known.quantity += quantity;
      known.rows.push(row);
    }
  }
  return [...merged.values()];
}

function addDemand(demand: Map<string, PlannedLine>, line: PlannedLine): void {
  const known = demand.get(line.sku);
  if (known === undefined) demand.set(line.sku, { ...line });
  else known.quantity += line.quantity;
}

function planRefunds(lines: RetailLine[], sales: Sales, plan: Plan, fingerprint: string): void {
  for (const line of lines) {
    const order = sales.takeBack(line);
    if (order === undefined) plan.refused.push({ row: line.row, invoice: line.invoice, reason: 'no-matching-order' });
    else
      plan.refunds.push({
        key: `replay-${fingerprint}-${line.invoice}-row${line.row}`,
        order,
        at: line.at,
        amount: line.quantity * line.unitPrice,
        row: line.row,
        sku: line.sku,
      });
  }
}

/** What each customer bought and has not given back; an anonymous sale can be matched by nobody. */
class Sales {
  readonly #left = new Map<string, { order: string; quantity: number }[]>();

  add(order: PlannedOrder): void {
    if (order.customer === null) return;
    for (const { sku, quantity } of order.lines) {
      const key = `${order.customer} ${sku}`;
      this.#left.set(key, [...(this.#left.get(key) ?? []), { order: order.key, quantity }]);
    }
  }

  /** The latest earlier sale of the same product at the same price to the same customer that had as many. */
  takeBack({ customer, sku, quantity }: RetailLine): string | undefined {
    if (customer === null) return undefined;
    const sale = this.#left.get(`${customer} ${sku}`)?.findLast((one) => one.quantity >= quantity);
    if (sale === undefined) return undefined;
    sale.quantity -= quantity;
    return sale.order;
  }
}
