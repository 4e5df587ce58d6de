import { Access } from '@causeway/auth/nest';
import {
  type Page,
  type RankingQuery,
  rankingQuery,
  type Sales,
  type SalesQuery,
  type Sync,
  salesQuery,
  type TopCustomer,
  type TopProduct,
} from '@causeway/data-model';
import { Controller, Get, Query } from '@nestjs/common';
import { Rank } from '../core/rank.js';
import { ReportSales } from '../core/report-sales.js';
import { ReportSync } from '../core/report-sync.js';

@Controller('v1/analytics')
export class AnalyticsController {
  readonly #sales: ReportSales;
  readonly #ranks: Rank;
  readonly #sync: ReportSync;

  constructor(sales: ReportSales, ranks: Rank, sync: ReportSync) {
    this.#sales = sales;
    this.#ranks = ranks;
    this.#sync = sync;
  }

  @Access('analyst', 'analytics:read')
  @Get('sales')
  sales(@Query({ schema: salesQuery }) query: SalesQuery): Promise<Sales> {
    return this.#sales.execute(query);
  }

  @Access('analyst', 'analytics:read')
  @Get('top-products')
  async topProducts(@Query({ schema: rankingQuery }) query: RankingQuery): Promise<Page<TopProduct>> {
    return { items: await this.#ranks.products(query), nextCursor: null };
  }

  @Access('analyst', 'analytics:read')
  @Get('customers')
  async customers(@Query({ schema: rankingQuery }) query: RankingQuery): Promise<Page<TopCustomer>> {
    return { items: await this.#ranks.customers(query), nextCursor: null };
  }

  @Access('analyst', 'analytics:read')
  @Get('sync')
  sync(): Promise<Sync> {
    return this.#sync.execute();
  }
}
