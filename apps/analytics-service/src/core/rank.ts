import type { RankingQuery, TopCustomer, TopProduct } from '@causeway/data-model';
import type { Reports } from './ports.js';

/** Who and what brought in most, over the orders that were paid and not wholly refunded: customers by what was kept of them. */
export class Rank {
  readonly #reports: Reports;
  readonly #fallbackCurrency: string;

  constructor(reports: Reports, fallbackCurrency: string) {
    this.#reports = reports;
    this.#fallbackCurrency = fallbackCurrency;
  }

  async products(query: RankingQuery): Promise<TopProduct[]> {
    const currency = await this.#currencyOf(query);
    const rows = await this.#reports.topProducts(currency, query.limit);
    return rows.map(({ revenue, ...row }) => ({ ...row, revenue: { amount: revenue, currency } }));
  }

  async customers(query: RankingQuery): Promise<TopCustomer[]> {
    const currency = await this.#currencyOf(query);
    const rows = await this.#reports.topCustomers(currency, query.limit);
    return rows.map(({ revenue, ...row }) => ({ ...row, revenue: { amount: revenue, currency } }));
  }

  async #currencyOf(query: RankingQuery): Promise<string> {
    return query.currency ?? (await this.#reports.mainCurrency()) ?? this.#fallbackCurrency;
  }
}
