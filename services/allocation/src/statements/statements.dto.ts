import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';

const STATES = ['QUEUED', 'RUNNING', 'READY', 'FAILED'] as const;
const FORMATS = ['csv', 'xlsx'] as const;
const INSTANT_CHARS_MAX = 40;
const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export class StatementWanted {
  @ApiProperty({ description: 'A factory you are or were bound to.', example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) @IsUUID() factoryId: string;
  @ApiProperty({ description: 'Waybill returns from then on: a day (from midnight in Shanghai) or an instant with its offset.', example: '2026-11-01' }) @IsString() @MaxLength(INSTANT_CHARS_MAX) from: string;
  @ApiProperty({ description: 'And before then; not in the future, and at most 92 days later.', example: '2026-11-22' }) @IsString() @MaxLength(INSTANT_CHARS_MAX) to: string;
  @ApiPropertyOptional({ description: 'True: lines without a price stand in it marked UNPRICED and are not counted, and it is INCOMPLETE. Otherwise it fails and names their SKUs.', default: false, example: false }) @IsOptional() @IsBoolean() allowUnpriced?: boolean;
}

export class StatementQuery extends ListQuery {
  @ApiPropertyOptional({ example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) @IsOptional() @IsUUID() factoryId?: string;
}

export class FileQuery {
  @ApiPropertyOptional({ enum: FORMATS, default: 'xlsx', example: 'csv' }) @IsOptional() @IsIn(FORMATS) format?: (typeof FORMATS)[number];
}

export class StatementFailureItem {
  @ApiProperty({ enum: ['PRICE_MISSING', 'TOO_MANY_LINES', 'GENERATION_FAILED'], example: 'PRICE_MISSING' }) reason: string;
  @ApiProperty({ type: [String], description: 'SKUs without a price, the first hundred of them.', example: ['TS-W-L'] }) skus: readonly string[];
  @ApiProperty({ example: 1 }) skuCount: number;
}

export class StatementIssuedItem {
  @ApiProperty({ description: 'Position in the event log it speaks of.', example: 4711 }) position: number;
  @ApiProperty({ example: 2 }) lineCount: number;
  @ApiProperty({ example: 0 }) unpricedLines: number;
  @ApiProperty({ description: 'Of all priced lines: goods and freight.', example: 8900 }) totalFen: number;
  @ApiProperty({ description: 'SHA-256 of the lines.', example: SHA256 }) contentSha256: string;
  @ApiProperty({ description: 'SHA-256 of the CSV file.', example: SHA256 }) csvSha256: string;
  @ApiProperty({ description: 'SHA-256 of what `unzip -p` prints of the XLSX file.', example: SHA256 }) xlsxSha256: string;
  @ApiProperty({ description: 'Version of the files’ layout.', example: 1 }) layout: number;
}

export class StatementItem {
  @ApiProperty({ example: '7d4f9a52-5a0b-5c3e-9a67-0b1c2d3e4f50.20261122.4a1b2c3d4e5f' }) statementId: string;
  @ApiProperty({ enum: STATES, description: 'There is a file when it is READY.', example: 'READY' }) state: (typeof STATES)[number];
  @ApiProperty({ example: '晨光小店' }) merchantAlias: string;
  @ApiProperty({ example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) factoryId: string;
  @ApiProperty({ example: '义乌北苑服饰厂' }) factoryName: string;
  @ApiProperty({ example: '2026-10-31T16:00:00.000Z' }) from: string;
  @ApiProperty({ example: '2026-11-21T16:00:00.000Z' }) to: string;
  @ApiProperty({ example: '2026-11-22T02:00:00.000Z' }) requestedAt: string;
  @ApiProperty({ enum: ['COMPLETE', 'INCOMPLETE'], nullable: true, type: String, description: 'Of a READY one: whether every line has a price.', example: 'COMPLETE' }) completeness: string | null;
  @ApiProperty({ type: StatementIssuedItem, nullable: true, description: 'Of a READY one.' }) issued: StatementIssuedItem | null;
  @ApiProperty({ type: StatementFailureItem, nullable: true, description: 'Of a FAILED one; it does not count as one of the day.' }) failure: StatementFailureItem | null;
}

export class StatementPage {
  @ApiProperty({ type: [StatementItem] }) items: StatementItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
