import { type ServicePrincipal, type UserPrincipal } from '@causeway/auth';
import { Access, CurrentPrincipal } from '@causeway/auth/nest';
import { type AuditEvent, type AuditQuery, auditEvents, auditQuery, type Page } from '@causeway/data-model';
import { type Cursors } from '@causeway/runtime/cursors';
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import type * as z from 'zod';
import { type AuditTrail } from '../core/audit-trail.js';
import { NoteOfOthers } from '../core/note-of-others.js';
import { searchOf } from '../core/search-audit-trail.js';
import { type Surroundings } from '../core/surroundings.js';
import { AUDIT_TRAIL, CURSORS, SURROUNDINGS } from './ports.js';

@Controller()
export class AuditController {
  readonly #trail: AuditTrail;
  readonly #noteOfOthers: NoteOfOthers;
  readonly #surroundings: Surroundings;
  readonly #cursors: Cursors;

  constructor(
    @Inject(AUDIT_TRAIL) trail: AuditTrail,
    noteOfOthers: NoteOfOthers,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
    @Inject(CURSORS) cursors: Cursors,
  ) {
    this.#trail = trail;
    this.#noteOfOthers = noteOfOthers;
    this.#surroundings = surroundings;
    this.#cursors = cursors;
  }

  @Access('admin')
  @Get('v1/audit-events')
  async list(
    @CurrentPrincipal() { userId }: UserPrincipal,
    @Query({ schema: auditQuery }) { limit, cursor, ...filter }: AuditQuery,
  ): Promise<Page<AuditEvent>> {
    const search = searchOf(filter, this.#surroundings.now());
    const scope = ['/v1/audit-events', userId, filter.from, filter.to, filter.type];
    const after = cursor === undefined ? undefined : String(this.#cursors.open(cursor, scope));
    const { items, position } = await this.#trail.search(search, limit, after);
    return { items, nextCursor: position === undefined ? null : this.#cursors.seal(position, scope) };
  }

  @Access('service')
  @Post('internal/audit-events')
  @HttpCode(204)
  note(
    @CurrentPrincipal() { name }: ServicePrincipal,
    @Body({ schema: auditEvents }) { events }: z.infer<typeof auditEvents>,
  ): Promise<void> {
    return this.#noteOfOthers.run(events, name);
  }
}
