import { Access } from '@causeway/auth/nest';
import { DomainError, type ImportReport } from '@causeway/data-model';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ImportProducts } from '../core/import-products.js';

@Controller('v1/products/imports')
export class ImportsController {
  constructor(private readonly imports: ImportProducts) {}

  @Post()
  @HttpCode(200)
  @RouteConfig({ csv: true })
  @Access('merchandiser', 'products:write')
  run(@Headers('content-type') type: string | undefined, @Body() file: unknown): Promise<ImportReport> {
    if (!/^text\/csv\s*(;|$)/i.test(type ?? '')) {
      throw new DomainError('unsupported-media-type', { detail: 'Send the products as text/csv.' });
    }
    return this.imports.execute(Buffer.isBuffer(file) ? file : Buffer.alloc(0));
  }
}
