import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';

const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO'] as const;
const APPROVALS = ['RULE', 'PERSON'] as const;
const SHOP_ID = /^[\w.-]{1,64}$/;

class ImportChoices {
  @ApiPropertyOptional({ enum: CHANNELS, description: 'Left out: told from the header of the file.', example: 'PDD' }) @IsOptional() @IsIn(CHANNELS) channel?: (typeof CHANNELS)[number];
  @ApiPropertyOptional({ enum: APPROVALS, default: 'RULE', description: 'PERSON: paid orders wait for an approval.', example: 'RULE' }) @IsOptional() @IsIn(APPROVALS) approve?: (typeof APPROVALS)[number];
}

/** As query parameters, for a body that is the file itself. */
export class ImportQuery extends ImportChoices {
  @ApiPropertyOptional({ description: 'Which shop of yours the orders are of.', example: 'shop-1' }) @IsOptional() @IsString() @Matches(SHOP_ID) shopId?: string;
}

/** The same as form fields, complete. They stand before the files. */
export class ImportSettings extends ImportChoices {
  @ApiProperty({ description: 'Which shop of yours the orders are of.', example: 'shop-1' }) @IsString() @Matches(SHOP_ID) shopId: string;
}

export class ImportForm extends ImportSettings {
  @ApiPropertyOptional({ type: 'string', format: 'binary', description: 'Taobao: ExportOrderDetailList, before `file`.' }) lines?: unknown;
  @ApiProperty({ type: 'string', format: 'binary', description: 'The order export as the platform gave it: CSV in UTF-8, GBK, GB18030 or UTF-16.' }) file: unknown;
}

export class BadRowItem {
  @ApiProperty({ enum: ['orders', 'lines'], example: 'orders' }) file: 'orders' | 'lines';
  @ApiProperty({ description: 'As a spreadsheet numbers it.', example: 17 }) row: number;
  @ApiProperty({ type: String, nullable: true, example: '261111-123456789012345' }) platformOrderNo: string | null;
  @ApiProperty({ example: 'PRICE_INVALID' }) code: string;
  @ApiProperty({ type: [String], description: 'Columns at fault.', example: ['商品总价(元)'] }) fields: readonly string[];
  @ApiProperty({ example: '第 17 行：金额不是不小于 0 且最多两位小数的数（商品总价(元)）' }) zh: string;
  @ApiProperty({ example: 'row 17: the amount is not a number of 0 or more with at most 2 decimals (商品总价(元))' }) en: string;
}

/** How far an import is. */
export class ImportProgress {
  @ApiProperty({ description: 'Bytes of the files read so far; the orders in them are stored, but for a page.', example: 1048576 }) bytes: number;
  @ApiProperty({ description: 'Data rows of the order file.', example: 1200 }) rows: number;
  @ApiProperty({ description: 'Whole orders in them: imported + updated + unchanged + refused.', example: 1190 }) orders: number;
  @ApiProperty({ example: 1100 }) imported: number;
  @ApiProperty({ example: 40 }) updated: number;
  @ApiProperty({ description: 'Known just so already.', example: 49 }) unchanged: number;
  @ApiProperty({ description: 'Orders the rules refused; each stands among the bad rows.', example: 1 }) refused: number;
  @ApiProperty({ example: 11 }) badRows: number;
}

export class BadRows {
  @ApiProperty({ example: 11 }) count: number;
  @ApiProperty({ type: [BadRowItem], description: 'The first 1,000.' }) rows: readonly BadRowItem[];
}

export class ImportSummary extends ImportProgress {
  @ApiProperty({ enum: ['summary'], example: 'summary' }) kind: 'summary';
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) importId: string;
  @ApiProperty({ type: BadRows }) bad: BadRows;
  @ApiProperty({ type: Number, nullable: true, description: 'Place in the store of the last order: lists that name it in Daifa-Position show them all.', example: 4711 }) position: number | null;
}
