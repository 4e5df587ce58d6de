import { type ServicePrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import {
  DomainError,
  type ErasedAccount,
  type Erasure,
  type ErasureReport,
  erasureReport,
  keeper,
  notFound,
} from '@causeway/data-model';
import { idOf } from '@causeway/runtime/http';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { erasureOf } from '../core/erasure.js';
import { type Erasures } from '../core/erasures.js';
import { NoteErasureReport } from '../core/note-erasure-report.js';
import { ERASURES } from './ports.js';

const anErasure = idOf('The erasure');

@Controller()
export class ErasuresController {
  readonly #erasures: Erasures;
  readonly #noteReport: NoteErasureReport;

  constructor(@Inject(ERASURES) erasures: Erasures, noteReport: NoteErasureReport) {
    this.#erasures = erasures;
    this.#noteReport = noteReport;
  }

  /** For whoever knows the id: the erased person holds no token any more, and nothing here says who it was. */
  @Access('anyone')
  @Get('v1/erasures/:id')
  async one(@Param('id', anErasure) id: string): Promise<Erasure> {
    const erasure = await this.#erasures.byId(id);
    if (erasure === undefined) throw notFound('The erasure');
    return erasureOf(erasure);
  }

  @Access('service')
  @Get('internal/erasures/:userId')
  async ofUser(@Param('userId', anErasure) userId: string): Promise<ErasedAccount> {
    const erasure = await this.#erasures.ofUser(userId);
    if (erasure === undefined) throw notFound('The erasure');
    return { userId, erasedAt: erasure.requestedAt };
  }

  @Access('service')
  @Post('internal/erasures/:userId/reports')
  @HttpCode(204)
  async report(
    @Param('userId', anErasure) userId: string,
    @CurrentPrincipal() { name }: ServicePrincipal,
    @Body({ schema: erasureReport }) body: ErasureReport,
  ): Promise<void> {
    const service = keeper.safeParse(name);
    if (!service.success) throw new DomainError('forbidden');
    await this.#noteReport.run(userId, service.data, body);
  }
}
