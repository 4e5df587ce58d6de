import type { UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type Cart, cartQuantity } from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type * as z from 'zod';
import { KeepCart } from '../core/keep-cart.js';

type CartQuantity = z.infer<typeof cartQuantity>;

const aProduct = idOf('The product');

@Controller('v1/cart')
export class CartController {
  readonly #cart: KeepCart;

  constructor(cart: KeepCart) {
    this.#cart = cart;
  }

  @Get()
  @Access('owner')
  show(@CurrentPrincipal() { userId }: UserPrincipal): Promise<Cart> {
    return this.#cart.show(userId);
  }

  @Delete()
  @HttpCode(204)
  @Access('owner')
  clear(@CurrentPrincipal() { userId }: UserPrincipal): Promise<void> {
    return this.#cart.clear(userId);
  }

  @Put('items/:productId')
  @Access('owner')
  put(
    @Param('productId', aProduct) productId: string,
    @Body({ schema: cartQuantity }) { quantity }: CartQuantity,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ): Promise<Cart> {
    return this.#cart.put(userId, productId, quantity);
  }

  @Delete('items/:productId')
  @HttpCode(204)
  @Access('owner')
  remove(
    @Param('productId', aProduct) productId: string,
    @CurrentPrincipal() { userId }: UserPrincipal,
  ): Promise<void> {
    return this.#cart.remove(userId, productId);
  }
}
