import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsDefined, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

const STATUSES = ['AWAITING_PAYMENT', 'AWAITING_SHIPMENT', 'PARTLY_SHIPPED', 'SHIPPED', 'COMPLETED', 'CLOSED', 'REFUNDED'] as const;
const FEN_MAX = 100_000_000_00;
const QUANTITY_MAX = 999_999;
const LINES_MAX = 200;
const ITEMS_MAX = 1_000;

export class IntakeReceiver {
  @ApiProperty({ example: '林测试' }) @IsString() @MinLength(1) @MaxLength(60) name: string;
  @ApiProperty({ example: '13800000001' }) @IsString() @Matches(/^[0-9+ -]{7,24}$/) phone: string;
  @ApiProperty({ example: '三墩镇样例路1号2幢301室' }) @IsString() @MinLength(1) @MaxLength(200) address: string;
  @ApiProperty({ example: '浙江省' }) @IsString() @MaxLength(30) province: string;
  @ApiProperty({ example: '杭州市' }) @IsString() @MaxLength(30) city: string;
  @ApiProperty({ example: '西湖区' }) @IsString() @MaxLength(30) district: string;
  @ApiPropertyOptional({ example: 'buyer-1' }) @IsOptional() @IsString() @MaxLength(64) buyer?: string;
}

export class IntakeLine {
  @ApiPropertyOptional({ description: 'The channel\'s own number of the line; left out, its place.', example: '2150000112233445567' }) @IsOptional() @IsString() @MinLength(1) @MaxLength(64) platformLineNo?: string;
  @ApiProperty({ example: '纯棉短袖T恤' }) @IsString() @MinLength(1) @MaxLength(200) title: string;
  @ApiPropertyOptional({ example: '白色 L' }) @IsOptional() @IsString() @MaxLength(200) spec?: string;
  @ApiPropertyOptional({ example: 'TS-W-L' }) @IsOptional() @IsString() @MaxLength(64) outSkuSn?: string;
  @ApiPropertyOptional({ example: 'TS' }) @IsOptional() @IsString() @MaxLength(64) productSn?: string;
  @ApiProperty({ example: 2 }) @IsInt() @Min(1) @Max(QUANTITY_MAX) quantity: number;
  @ApiProperty({ description: 'In fen 分.', example: 5900 }) @IsInt() @Min(0) @Max(FEN_MAX) unitPriceFen: number;
  @ApiPropertyOptional({ default: false, example: false }) @IsOptional() @IsBoolean() isGift?: boolean;
  @ApiPropertyOptional({ enum: ['DROPSHIP', 'SELF'], default: 'DROPSHIP', example: 'DROPSHIP' }) @IsOptional() @IsIn(['DROPSHIP', 'SELF']) mode?: 'DROPSHIP' | 'SELF';
}

export class IntakeOrder {
  @ApiProperty({ example: 'shop-1' }) @IsString() @Matches(/^[\w.-]{1,64}$/) shopId: string;
  @ApiProperty({ description: 'The channel\'s order number: the same number is the same order.', example: '2150000112233445566' }) @IsString() @Matches(/^[\w.-]{1,64}$/) platformOrderNo: string;
  @ApiPropertyOptional({ enum: STATUSES, default: 'AWAITING_SHIPMENT', example: 'AWAITING_SHIPMENT' }) @IsOptional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional({ description: 'When the channel last changed the order; older than known changes nothing.', example: '2026-11-11T01:00:00.000Z' }) @IsOptional() @IsISO8601({ strict: true }) updatedAt?: string;
  @ApiPropertyOptional({ example: '2026-11-11T00:58:00.000Z' }) @IsOptional() @IsISO8601({ strict: true }) placedAt?: string;
  @ApiPropertyOptional({ example: '2026-11-11T00:59:00.000Z' }) @IsOptional() @IsISO8601({ strict: true }) paidAt?: string;
  @ApiPropertyOptional({ example: '2026-11-13T00:59:00.000Z' }) @IsOptional() @IsISO8601({ strict: true }) promisedShipAt?: string;
  @ApiProperty({ example: 11800 }) @IsInt() @Min(0) @Max(FEN_MAX) payableFen: number;
  @ApiProperty({ example: 11800 }) @IsInt() @Min(0) @Max(FEN_MAX) paidFen: number;
  @ApiProperty({ type: IntakeReceiver }) @IsDefined() @ValidateNested() @Type(() => IntakeReceiver) receiver: IntakeReceiver;
  @ApiProperty({ type: [IntakeLine] }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => IntakeLine) lines: IntakeLine[];
  @ApiPropertyOptional({ description: 'The channel holds it for risk review 审核中.', default: false, example: false }) @IsOptional() @IsBoolean() inReview?: boolean;
  @ApiPropertyOptional({ example: '请尽快发货' }) @IsOptional() @IsString() @MaxLength(500) buyerMessage?: string;
  @ApiPropertyOptional({ example: '' }) @IsOptional() @IsString() @MaxLength(500) sellerNote?: string;
  @ApiPropertyOptional({ enum: ['ONLINE', 'COD'], default: 'ONLINE', description: 'COD 货到付款: held until customer service has confirmed.', example: 'ONLINE' }) @IsOptional() @IsIn(['ONLINE', 'COD']) paymentMethod?: 'ONLINE' | 'COD';
  @ApiPropertyOptional({ enum: ['RULE', 'PERSON'], default: 'RULE', description: 'PERSON: wait for an approval.', example: 'RULE' }) @IsOptional() @IsIn(['RULE', 'PERSON']) approve?: 'RULE' | 'PERSON';
}

export class IntakeBatch {
  @ApiProperty({ type: [IntakeOrder], description: 'At most 100.' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => IntakeOrder) items: IntakeOrder[];
}

export class TakenInOrder {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ enum: ['imported', 'updated', 'unchanged'], example: 'imported' }) outcome: string;
  @ApiProperty({ example: 1 }) revision: number;
}
