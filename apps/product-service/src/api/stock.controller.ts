import { idOfPrincipal, type PartnerPrincipal, type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type NewStockAdjustment, newStockAdjustment, type StockAdjustment } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { AdjustStock } from '../core/adjust-stock.js';

@Controller('v1/products/:id/stock-adjustments')
export class StockController {
  constructor(private readonly adjustments: AdjustStock) {}

  @Post()
  @Access('merchandiser', 'products:write')
  adjust(
    @Param('id', idOf('The product')) id: string,
    @Body({ schema: newStockAdjustment }) body: NewStockAdjustment,
    @CurrentPrincipal() principal: UserPrincipal | PartnerPrincipal,
  ): Promise<StockAdjustment> {
    return this.adjustments.execute(id, body, idOfPrincipal(principal));
  }
}
