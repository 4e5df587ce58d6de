import type { UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type NewStockAdjustment, newStockAdjustment, type StockAdjustment } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { AdjustStock } from '../core/adjust-stock.js';

@Controller('v1/products/:id/stock-adjustments')
export class StockController {
  constructor(private readonly adjustments: AdjustStock) {}

  @Post()
  @Access('merchandiser')
  adjust(
    @Param('id', idOf('The product')) id: string,
    @Body({ schema: newStockAdjustment }) body: NewStockAdjustment,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ): Promise<StockAdjustment> {
    return this.adjustments.execute(id, body, userId);
  }
}
