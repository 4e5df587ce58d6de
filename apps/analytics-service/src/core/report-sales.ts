import type { Sales, SalesQuery } from '@causeway/data-model';
import { bucketsOf, prefixLength, startOf } from './buckets.js';
import type { Reports } from './ports.js';

/** What was captured and refunded, bucket by bucket; empty buckets are there too, with zeros. */
export class ReportSales {
  readonly #reports: Reports;
  readonly #fallbackCurrency: string;

  constructor(reports: Reports, fallbackCurrency: string) {
    this.#reports = reports;
    this.#fallbackCurrency = fallbackCurrency;
  }

  /** @throws DomainError `bad-query` when the range is empty or too long */
  async execute(query: SalesQuery): Promise<Sales> {
    const [from, to] = [new Date(query.from), new Date(query.to)];
    const prefixes = bucketsOf(from, to, query.interval);
    const [first, last] = [from.toISOString(), to.toISOString()];
    const currency = query.currency ?? (await this.#mainCurrency(first, last));
    const range = { from: first, to: last, currency, prefixLength: prefixLength[query.interval] };
    const [captured, refunded] = await Promise.all([this.#reports.captured(range), this.#reports.refunded(range)]);
    const captures = new Map(captured.map((row) => [row.bucket, row]));
    const refunds = new Map(refunded.map((row) => [row.bucket, row.amount]));
    const money = (amount: number) => ({ amount, currency });
    return {
      currency,
      buckets: prefixes.map((prefix) => {
        const { orders, amount: gross } = captures.get(prefix) ?? { orders: 0, amount: 0 };
        const back = refunds.get(prefix) ?? 0;
        return {
          start: startOf(prefix, query.interval),
          orders,
          gross: money(gross),
          refunded: money(back),
          net: money(gross - back),
        };
      }),
    };
  }

  /** A range without sales can hold refunds of earlier ones. */
  async #mainCurrency(from: string, to: string): Promise<string> {
    const inRange = await this.#reports.mainCurrency(from, to);
    return inRange ?? (await this.#reports.mainCurrency()) ?? this.#fallbackCurrency;
  }
}
