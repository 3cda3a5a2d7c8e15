import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { businessDay } from '@daifa/order-domain/shanghai';
import type { Statement } from '@daifa/order-domain/statement-events';
import { Asked } from '@daifa/service-shell/asked';
import { Allow, Streamed } from '@daifa/service-shell/policy';
import { problem } from '@daifa/service-shell/problems';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { statementFor } from './own-statement.js';
import { statementFile, type IssuedStatement } from './statement-file.js';
import { SettledLinesBehind } from './statement-lines.js';
import { FileQuery } from './statements.dto.js';

const TYPES = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

@ApiTags('statements')
@Controller('statements')
@Allow(['merchant', 'factory', 'analyst'])
export class StatementFilesController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(DATABASE) private readonly database: DataSource) {}

  @Get(':statementId/file')
  @Streamed(true)
  @Header('Cache-Control', 'private, no-store')
  @ApiOperation({ summary: 'The file of a statement that is READY: the same bytes for both sides, for ever 下载对账单' })
  @ApiProduces(TYPES.xlsx, 'text/csv')
  @ApiOkResponse({ description: 'Made again from the event log and held against its hash; a file that differs breaks off.', schema: { type: 'string', format: 'binary', example: '对账单号,…' } })
  async file(@Param('statementId') statementId: string, @Query() { format = 'xlsx' }: FileQuery, @Asked() asked: Asked): Promise<StreamableFile> {
    const statement = issuedOf(await statementFor(this.world, asked.caller, statementId));
    const chunks = statementFile({ database: this.database, store: this.world.store }, statement, format);
    return new StreamableFile(Readable.from(await begun(chunks, statement.issued.position)), { type: TYPES[format], disposition: dispositionOf(statement, format) });
  }
}

function issuedOf({ outcome, ...statement }: Statement): IssuedStatement {
  if (outcome.kind !== 'ready') throw problem('STATEMENT_NOT_READY', { statementId: statement.statementId, state: outcome.kind === 'failed' ? 'FAILED' : 'QUEUED' });
  return { ...statement, issued: outcome };
}

/** What goes wrong at once is answered with a status; later only the connection can be broken off. */
async function begun(chunks: AsyncGenerator<Buffer>, position: number): Promise<AsyncGenerator<Buffer>> {
  try {
    return after(await chunks.next(), chunks);
  } catch (error) {
    throw error instanceof SettledLinesBehind ? problem('READ_BEHIND', { position }, { cause: error }) : error;
  }
}

async function* after(first: IteratorResult<Buffer>, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.done) return;
  yield first.value;
  yield* chunks;
}

function dispositionOf({ factoryName, from, to }: IssuedStatement, format: string): string {
  const days = `${businessDay(from)}_${businessDay(to)}`;
  return `attachment; filename="statement-${days}.${format}"; filename*=UTF-8''${encodeURIComponent(`对账单-${factoryName}-${days}.${format}`)}`;
}
