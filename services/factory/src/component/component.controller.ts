import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { asFactoryId, asPermitId, asPrintJobId, orderIdWithin } from '@daifa/order-domain/ids';
import { SealBroken } from '@daifa/personal-data/seal';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow, NotStored } from '@daifa/service-shell/policy';
import { notFound } from '@daifa/service-shell/problems';
import { readYourWrites } from '@daifa/service-shell/read-your-writes';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { renderPermit } from '../print-jobs/print-decisions.js';
import { jobPermits, nothingLeft, refusedHeader } from '../print-jobs/job-permits.js';
import { drawables, type Drawable } from '../print-jobs/rendering.js';
import { componentDocument, componentPrint, type ComponentDocument } from './component.js';
import { ComponentQuery, ComponentTask, SpoolAnswer, SpoolItem, SpoolKey, SpoolRequest } from './component.dto.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const FIELD = 'print-key';

/** For print components: what is personal comes sealed, and its key only when the paper is about to come out. */
@ApiTags('factory')
@Controller('factory/print-jobs')
@Allow(['factory'])
export class ComponentController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get(':printJobId/component')
  @NotStored(true)
  @ApiOperation({ summary: 'A print job in the protocol of print components, sealed; what may not be printed is left out 打印组件报文' })
  @ApiOkResponse({ type: ComponentTask, headers: { 'Daifa-Refused': { description: 'JSON: permits left out, and why.', schema: { type: 'string', example: '[{"permitId":"…P2","codes":["PERMIT_REVOKED"]}]' } } } })
  async task(@Param('printJobId') printJobId: string, @Query() { printer = '', size = '100x180', permitIds }: ComponentQuery, @Asked() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<ComponentTask> {
    const factoryId = asFactoryId(asked.caller.tenantId);
    if (!permitIds) await readYourWrites(this.world, 'factory', asked);
    const wanted = permitIds ?? (await jobPermits(this.database, factoryId, printJobId));
    // A command id of its own for each reading, whatever key the caller repeats: the first answer says nothing about now.
    const context = (permitId: string) => ({ ...asked.context(permitId), commandId: this.world.ports.ids.uuid() });
    const judged = await drawables(wanted, { world: this.world, factoryId, printJobId: asPrintJobId(printJobId), format: 'component', size, context });
    const refused = judged.filter((one) => one.kind === 'refused');
    const documents = await Promise.all(judged.flatMap((one) => (one.kind === 'drawable' ? [this.#sealed(one, size, factoryId)] : [])));
    if (documents.length === 0) throw nothingLeft(refused, printJobId);
    refusedHeader(refused, asked, reply);
    reply.header('Cache-Control', 'no-store');
    return componentPrint({ requestID: this.world.ports.ids.uuid(), taskID: printJobId, printer }, documents);
  }

  @Post(':printJobId/spool')
  @HttpCode(200)
  @NotStored(true)
  @ApiOperation({ summary: 'The keys of documents that are about to be printed: asked once more for each whether it may be 获取打印密钥' })
  @ApiOkResponse({ type: SpoolAnswer })
  async spool(@Param('printJobId') printJobId: string, @Body() { items }: SpoolRequest, @Asked() asked: Asked, @Res({ passthrough: true }) reply: FastifyReply): Promise<SpoolAnswer> {
    reply.header('Cache-Control', 'no-store');
    return asked.batch(items, { key: ({ permitId }) => permitId, run: (item) => this.#release(item, printJobId, asked) });
  }

  async #sealed({ permitId, content }: Drawable, size: '100x180' | '76x130', factoryId: string): Promise<ComponentDocument> {
    const { random } = this.world.ports;
    const key = random.bytes(KEY_BYTES);
    const sealedKey = await this.world.seals.sealText(key.toString('base64'), { tenantId: factoryId, subjectId: content.orderMaskSn, field: `${FIELD}/${permitId}` });
    return componentDocument(content, size, { key, nonce: random.bytes(NONCE_BYTES), permitId, sealedKey });
  }

  /** The fence and the record come before the key is opened; a key of another permit or factory opens nothing. */
  async #release({ permitId: id, sealedKey }: SpoolItem, printJobId: string, asked: Asked): Promise<SpoolKey> {
    const permitId = asPermitId(id);
    const orderId = orderIdWithin(id);
    if (orderId === null) throw notFound('PERMIT_NOT_FOUND', { permitId });
    const factoryId = asFactoryId(asked.caller.tenantId);
    const context = { ...asked.context(id), commandId: this.world.ports.ids.uuid() };
    const at = this.world.ports.clock.now().toISOString();
    settle(await this.world.aggregates.orders.transact(orderId, context, (order) => renderPermit({ permitId, factoryId, printJobId: asPrintJobId(printJobId), format: 'component/key', at }, order)));
    try {
      return { permitId, key: await this.world.seals.openText(sealedKey, { tenantId: factoryId, subjectId: orderId, field: `${FIELD}/${permitId}` }) };
    } catch (error) {
      if (error instanceof SealBroken) throw notFound('PERMIT_NOT_FOUND', { permitId });
      throw error;
    }
  }
}
