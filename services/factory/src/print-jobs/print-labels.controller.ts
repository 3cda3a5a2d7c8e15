import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { asFactoryId, asPrintJobId } from '@daifa/order-domain/ids';
import { Asked } from '@daifa/service-shell/asked';
import { Allow, NotStored } from '@daifa/service-shell/policy';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { renderPdf } from '../label/pdf.js';
import { renderZpl } from '../label/zpl.js';
import { jobPermits, nothingLeft, refusedHeader } from './job-permits.js';
import { LabelsQuery } from './print-jobs.dto.js';
import { drawables } from './rendering.js';

@ApiTags('factory')
@Controller('factory/print-jobs')
@Allow(['factory'])
export class PrintLabelsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get(':printJobId/labels')
  @NotStored(true)
  @ApiOperation({ summary: 'The paper of a print job: asked again for every permit whether it may still be printed, and recorded 获取面单' })
  @ApiProduces('application/pdf', 'text/plain')
  @ApiOkResponse({ description: 'One page or ZPL format for each permit that may be printed, in the order asked.', schema: { type: 'string', format: 'binary', example: '%PDF-1.7 …' }, headers: { 'Daifa-Refused': { description: 'JSON: permits left out, and why.', schema: { type: 'string', example: '[{"permitId":"…P2","codes":["PERMIT_REVOKED"]}]' } } } })
  @ApiHeader({ name: 'Daifa-Position', required: false })
  async labels(@Param('printJobId') printJobId: string, @Query() query: LabelsQuery, @Asked() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { format = 'pdf', size = '100x180' } = query;
    const permitIds = query.permitIds ?? (await this.#permitIds(printJobId, asked));
    // A command id of its own for each reading, whatever key the caller repeats: the first answer says nothing about now.
    const context = (permitId: string) => ({ ...asked.context(permitId), commandId: this.world.ports.ids.uuid() });
    const judged = await drawables(permitIds, { world: this.world, factoryId: asFactoryId(asked.caller.tenantId), printJobId: asPrintJobId(printJobId), format, size, context });
    const refused = judged.filter((one) => one.kind === 'refused');
    const contents = judged.flatMap((one) => (one.kind === 'drawable' ? [one.content] : []));
    if (contents.length === 0) throw nothingLeft(refused, printJobId);
    const paper = format === 'pdf' ? await renderPdf(contents, size) : Buffer.from(renderZpl(contents, size));
    refusedHeader(refused, asked, reply);
    reply.header('Cache-Control', 'no-store').type(format === 'pdf' ? 'application/pdf' : 'text/plain; charset=utf-8');
    return paper;
  }

  async #permitIds(printJobId: string, asked: Asked): Promise<readonly string[]> {
    await readYourWrites(this.world, 'factory', asked);
    return jobPermits(this.database, asked.caller.tenantId, printJobId);
  }
}
