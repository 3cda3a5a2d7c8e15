import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@daifa/event-store/context';
import { asAllocationId, asFactoryId, asPermitId, asPrintJobId, orderIdWithin, type FactoryId, type PrintJobId } from '@daifa/order-domain/ids';
import { findLabel, findPermit, liveLabelOf } from '@daifa/order-domain/order';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import type { LatestPlace } from '@daifa/service-shell/latest-place';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { withoutPersonalData } from '../free-text.js';
import { permitOfJob, printAllocation, reportPermit } from './print-decisions.js';
import { AS_ASKED, PrintJobItem } from './print-job-item.entity.js';
import { PermitGiven, PrintItem, PrintJobAnswer, PrintJobPermit, PrintJobShown, PrintReportAnswer, PrintResultItem, ReportPrintJob, RequestPrintJob } from './print-jobs.dto.js';

type Job = { readonly factoryId: FactoryId; readonly printJobId: PrintJobId; readonly at: string };

@ApiTags('factory')
@Controller('factory/print-jobs')
@Allow(['factory'])
export class PrintJobsController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask to print labels: each item is decided alone, at this very moment 申请打印' })
  @ApiOkResponse({ type: PrintJobAnswer })
  async request(@Body() body: RequestPrintJob, @Asked() asked: Asked): Promise<PrintJobAnswer> {
    const job = this.#job(asked, body.printJobId ?? asked.context().commandId);
    const { results } = await asked.batch(body.items.map((item, n) => ({ ...item, n })), { key: ({ allocationId }) => allocationId, run: (item, context, place) => this.#authorize({ ...job, place }, item, context) });
    return { printJobId: job.printJobId, results };
  }

  @Get(':printJobId')
  @ApiOperation({ summary: 'A print job: its permits and what the printer said 打印任务详情' })
  @ApiOkResponse({ type: PrintJobShown })
  async one(@Param('printJobId') printJobId: string, @Asked() asked: Asked): Promise<PrintJobShown> {
    await readYourWrites(this.world, 'factory', asked);
    const rows = await this.database.getRepository(PrintJobItem).find({ where: { factoryId: asked.caller.tenantId, printJobId }, order: AS_ASKED });
    if (rows.length === 0) throw notFound('PRINT_JOB_NOT_FOUND', { printJobId });
    return { printJobId, items: rows.map(shown) };
  }

  @Post(':printJobId/results')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tell what the printer did 回报打印结果' })
  @ApiOkResponse({ type: PrintReportAnswer })
  async report(@Param('printJobId') printJobId: string, @Body() body: ReportPrintJob, @Asked() asked: Asked): Promise<PrintReportAnswer> {
    const job = this.#job(asked, printJobId);
    const { results } = await asked.batch(body.items, { key: ({ permitId }) => permitId, run: (item, context, place) => this.#report({ ...job, place }, item, context) });
    return { results };
  }

  #job(asked: Asked, printJobId: string): Job {
    return { factoryId: asFactoryId(asked.caller.tenantId), printJobId: asPrintJobId(printJobId), at: this.world.ports.clock.now().toISOString() };
  }

  async #authorize({ factoryId, printJobId, at, place }: Job & { readonly place: LatestPlace }, item: PrintItem & { readonly n: number }, context: CommandContext): Promise<PermitGiven> {
    const allocationId = asAllocationId(item.allocationId);
    const orderId = orderIdWithin(allocationId);
    if (orderId === null) throw notFound('ALLOCATION_NOT_FOUND', { allocationId });
    const reprintReason = withoutPersonalData('reprintReason', item.reprintReason ?? '');
    const settled = settle(await this.world.aggregates.orders.transact(orderId, context, (order) => printAllocation({ orderId, allocationId, factoryId, printJobId, reprintReason, place: item.n, at }, order)));
    place.reached(settled);
    const permit = permitOfJob(settled.state, printJobId, liveLabelOf(settled.state, allocationId)?.labelId);
    // The command was carried out before, and taken back since.
    if (!permit) throw problem('PERMIT_REVOKED', { allocationId, instruction: 'DESTROY_LABEL' });
    const { permitId, labelId, copy, expiresAt } = permit;
    return { permitId, labelId, waybillNo: findLabel(settled.state, labelId)?.waybillNo ?? '', copy, expiresAt };
  }

  async #report({ factoryId, printJobId, at, place }: Job & { readonly place: LatestPlace }, item: PrintResultItem, context: CommandContext): Promise<PrintResultItem> {
    const permitId = asPermitId(item.permitId);
    const orderId = orderIdWithin(permitId);
    if (orderId === null) throw notFound('PERMIT_NOT_FOUND', { permitId });
    const settled = settle(await this.world.aggregates.orders.transact(orderId, context, (order) => reportPermit({ permitId, factoryId, printJobId, result: item.result, at }, order)));
    place.reached(settled);
    return { permitId, result: findPermit(settled.state, permitId)?.result ?? item.result };
  }
}

function shown({ permitId, labelId, allocationIds, waybillNo, copy, reason, state, result, expiresAt }: PrintJobItem): PrintJobPermit {
  return { permitId, labelId, allocationIds, waybillNo, copy, reason, state, result: result ?? 'UNKNOWN', expiresAt: expiresAt.toISOString() };
}
