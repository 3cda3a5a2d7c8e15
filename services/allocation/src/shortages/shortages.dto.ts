import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength, ValidateIf, ValidateNested } from 'class-validator';

const OUTCOMES = ['SUBSTITUTE', 'WAIT', 'TRANSFER', 'PARTIAL', 'REFUND'] as const;
const STATES = ['OPENED', 'CUSTOMER_NOTIFIED', ...OUTCOMES, 'CLOSED'] as const;
const SUPPLIES = ['MAKE', 'BUY'] as const;
const TEXT_CHARS_MAX = 500;
const PRICE_FEN_MAX = 100_000_000;
const DIFFERENCE_FEN_MAX = 1_000_000_000_000;

export class ShortageQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATES, example: 'OPENED' }) @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
  @ApiPropertyOptional({ enum: SUPPLIES, description: 'MAKE: what production sees to; BUY: purchasing.', example: 'MAKE' }) @IsOptional() @IsIn(SUPPLIES) supply?: (typeof SUPPLIES)[number];
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class TellBuyer {
  @ApiProperty({ description: 'What was suggested, without personal data.', example: '建议改发灰色 L，每件补 6 元' }) @IsString() @MinLength(1) @MaxLength(TEXT_CHARS_MAX) note: string;
}

export class SubstituteBody {
  @ApiProperty({ example: 'TS-G-L' }) @IsString() @MinLength(1) @MaxLength(64) outSkuSn: string;
  @ApiPropertyOptional({ example: 'HH-1024' }) @IsOptional() @IsString() @MaxLength(64) productSn?: string;
  @ApiProperty({ example: '纯棉短袖T恤' }) @IsString() @MinLength(1) @MaxLength(200) title: string;
  @ApiPropertyOptional({ example: '灰色 L' }) @IsOptional() @IsString() @MaxLength(200) spec?: string;
  @ApiProperty({ description: 'What the buyer pays for a piece of it, in fen.', minimum: 0, maximum: PRICE_FEN_MAX, example: 6500 }) @IsInt() @Min(0) @Max(PRICE_FEN_MAX) unitPriceFen: number;
}

export class DecideShortageBody {
  @ApiProperty({ enum: OUTCOMES, example: 'SUBSTITUTE' }) @IsIn(OUTCOMES) outcome: (typeof OUTCOMES)[number];
  @ApiPropertyOptional({ description: 'Needed for SUBSTITUTE, and for nothing else.', type: SubstituteBody }) @ValidateIf(({ outcome, substitute }: DecideShortageBody) => outcome === 'SUBSTITUTE' || substitute !== undefined) @IsDefined() @ValidateNested() @Type(() => SubstituteBody) substitute?: SubstituteBody;
  @ApiPropertyOptional({ description: 'Without personal data.', example: '' }) @IsOptional() @IsString() @MaxLength(TEXT_CHARS_MAX) note?: string;
}

export class ConsentBody {
  @ApiProperty({ description: 'Where the buyer’s consent can be looked up, without personal data.', example: '客服会话 20261122-1' }) @IsString() @MinLength(1) @MaxLength(TEXT_CHARS_MAX) consentRef: string;
}

export class SettleBody {
  @ApiProperty({ description: 'As it was agreed, in fen: above 0 the buyer has paid it, below 0 he got it back.', example: 1200 }) @IsInt() @Min(-DIFFERENCE_FEN_MAX) @Max(DIFFERENCE_FEN_MAX) differenceFen: number;
  @ApiProperty({ description: 'Where the payment can be looked up, without personal data.', example: '补款单 20261122-1' }) @IsString() @MinLength(1) @MaxLength(TEXT_CHARS_MAX) reference: string;
}

export class ShortageItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.S1' }) shortageId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: '1' }) lineId: string;
  @ApiProperty({ example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) factoryId: string;
  @ApiProperty({ example: 'TS-W-L' }) sku: string;
  @ApiProperty({ example: 2 }) quantity: number;
  @ApiProperty({ enum: SUPPLIES, example: 'MAKE' }) supply: string;
  @ApiProperty({ enum: STATES, example: 'OPENED' }) state: string;
  @ApiProperty({ nullable: true, type: String, description: 'How it ended: an outcome, REPLENISHED, or TAKEN_BACK.', example: null }) endedAs: string | null;
  @ApiProperty({ nullable: true, type: String, example: '2026-11-13T10:00:00.000Z' }) shipBy: string | null;
  @ApiProperty({ description: 'The buyer has to be told by then: 24 working hours.', example: '2026-11-12T02:00:00.000Z' }) notifyBy: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) openedAt: string;
  @ApiProperty({ nullable: true, type: String, example: null }) notifiedAt: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'When it was recorded that nobody had told the buyer in time.', example: null }) missedAt: string | null;
  @ApiProperty({ nullable: true, type: String, example: null }) substituteSku: string | null;
  @ApiProperty({ nullable: true, type: Number, example: null }) differenceFen: number | null;
}

export class ShortagePage {
  @ApiProperty({ type: [ShortageItem] }) items: ShortageItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class ShortageAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.S1' }) shortageId: string;
  @ApiProperty({ enum: STATES, example: 'CUSTOMER_NOTIFIED' }) state: string;
  @ApiProperty({ nullable: true, type: String, example: null }) endedAs: string | null;
  @ApiProperty({ nullable: true, type: Number, description: 'Of the substitute, for the whole line, in fen.', example: null }) differenceFen: number | null;
  @ApiProperty({ example: 7 }) revision: number;
}
