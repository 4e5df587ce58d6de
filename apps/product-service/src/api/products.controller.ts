import { Access } from '@causeway/auth/nest';
import {
  type NewProduct,
  newProduct,
  type Page,
  type Product,
  type ProductChange,
  type ProductQuery,
  productChange,
  productQuery,
} from '@causeway/data-model';
import type { Cursors } from '@causeway/runtime/cursors';
import { idOf, matchesNone } from '@causeway/runtime/http';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AddProduct } from '../core/add-product.js';
import { ChangeProduct } from '../core/change-product.js';
import { DeleteProduct } from '../core/delete-product.js';
import { findProduct } from '../core/find-product.js';
import type { Products } from '../core/ports.js';
import { entityTag, shown } from '../core/product.js';
import { type SearchPosition, SearchProducts } from '../core/search-products.js';
import { editionsOf } from './editions.js';
import { CURSORS, PRODUCTS } from './ports.js';

const aProduct = idOf('The product');

@Controller('v1/products')
export class ProductsController {
  constructor(
    @Inject(PRODUCTS) private readonly products: Products,
    @Inject(CURSORS) private readonly cursors: Cursors,
    private readonly search: SearchProducts,
    private readonly additions: AddProduct,
    private readonly changes: ChangeProduct,
    private readonly deletions: DeleteProduct,
  ) {}

  @Get()
  @Access('anyone')
  async list(@Query({ schema: productQuery }) { cursor, ...search }: ProductQuery): Promise<Page<Product>> {
    const { limit: _, ...filters } = search;
    const scope = ['/v1/products', Object.entries(filters).sort()];
    const from = cursor === undefined ? null : (this.cursors.open(cursor, scope) as SearchPosition); // sealed below
    const { items, next } = await this.search.execute(search, from);
    return { items, nextCursor: next === null ? null : this.cursors.seal(next, scope) };
  }

  @Get(':id')
  @Access('anyone')
  async get(
    @Param('id', aProduct) id: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Product | undefined> {
    const entry = await findProduct(this.products, id);
    const etag = entityTag(entry);
    reply.header('etag', etag);
    if (matchesNone(known, etag)) return shown(entry);
    reply.status(304);
    return undefined;
  }

  @Post()
  @Access('merchandiser', 'products:write')
  async add(
    @Body({ schema: newProduct }) body: NewProduct,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Product> {
    const entry = await this.additions.execute(body);
    reply.header('location', `/v1/products/${entry.product.id}`).header('etag', entityTag(entry));
    return shown(entry);
  }

  @Patch(':id')
  @Access('merchandiser', 'products:write')
  async change(
    @Param('id', aProduct) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: productChange }) body: ProductChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Product> {
    const entry = await this.changes.execute(id, editionsOf(ifMatch), body);
    reply.header('etag', entityTag(entry));
    return shown(entry);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('merchandiser', 'products:write')
  delete(@Param('id', aProduct) id: string, @Headers('if-match') ifMatch: string | undefined): Promise<void> {
    return this.deletions.execute(id, editionsOf(ifMatch));
  }
}
