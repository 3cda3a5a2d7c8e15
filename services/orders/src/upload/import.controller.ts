import { Readable } from 'node:stream';
import { Controller, Header, HttpCode, Inject, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asMerchantId } from '@daifa/order-domain/ids';
import { Asked } from '@daifa/service-shell/asked';
import { Allow, Streamed } from '@daifa/service-shell/policy';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { importSteps, type ImportStep } from './import-steps.js';
import { ImportForm, ImportQuery, ImportSummary } from './import.dto.js';
import { NDJSON, progressLines } from './progress-lines.js';
import { openUpload } from './upload.js';

@ApiTags('orders')
@Controller('orders/import')
@Allow(['merchant'])
export class ImportController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  /** The request is read as fast as orders are stored, and what is left of it after a mistake is let go, so that the answer arrives. */
  @Post()
  @HttpCode(200)
  @Streamed(true)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Import an order export of Pinduoduo, Douyin or Taobao; again is a no-op 导入平台导出的订单文件',
    description: 'A form with `shopId` first, or the file itself as text/csv with the settings as query parameters. Bad rows are reported and stop no other. With `Accept: application/x-ndjson` a line tells of each page stored, and the last line is the summary or the problem.',
  })
  @ApiConsumes('multipart/form-data', 'text/csv')
  @ApiBody({ type: ImportForm })
  @ApiOkResponse({ type: ImportSummary })
  async import(@Query() query: ImportQuery, @Req() request: FastifyRequest, @Asked() asked: Asked): Promise<ImportSummary | StreamableFile> {
    try {
      const caller = { merchantId: asMerchantId(asked.caller.tenantId), context: asked.context() };
      const steps = importSteps(this.world, this.database, caller, await openUpload(request, query));
      const first = await steps.next(); // what is wrong with the file as a whole is answered with a status, whatever was asked for
      if (request.headers.accept?.includes(NDJSON)) return new StreamableFile(Readable.from(progressLines(first, steps, request)), { type: NDJSON });
      const summary = await lastOf(first, steps);
      asked.answeredAt(summary.position === null ? {} : { position: summary.position });
      return summary;
    } catch (error) {
      request.raw.unpipe().resume();
      throw error;
    }
  }
}

async function lastOf(first: IteratorResult<ImportStep, void>, others: AsyncIterable<ImportStep>): Promise<ImportSummary> {
  let last = first.done ? null : first.value;
  for await (const step of others) last = step;
  if (last?.kind !== 'summary') throw new Error('an import ended without a summary');
  return last;
}
