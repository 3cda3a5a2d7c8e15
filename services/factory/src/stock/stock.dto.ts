import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBooleanString, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

const SUPPLIES = ['MAKE', 'BUY'] as const;
/** More than the batch rule allows is refused by the batch with its own code; this only bounds the work of validation. */
const ITEMS_MAX = 1_000;
const UNITS_MAX = 1_000_000_000;

class Shelf {
  @ApiProperty({ description: 'The SKU code on the order lines (商家编码, or 货号 where a line has none).', example: 'TS-W-L' }) @IsString() @MinLength(1) @MaxLength(64) sku: string;
  @ApiPropertyOptional({ description: 'Without personal data.', example: '月末盘点' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

export class StockCount extends Shelf {
  @ApiProperty({ minimum: 0, description: 'Pieces on the shelf, whatever is promised of them.', example: 120 }) @IsInt() @Min(0) @Max(UNITS_MAX) onHand: number;
  @ApiPropertyOptional({ minimum: 0, default: 0, description: 'Pieces that may be promised beyond the shelf.', example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(UNITS_MAX) backorderMax?: number;
  @ApiPropertyOptional({ enum: SUPPLIES, default: 'MAKE', description: 'Who is told of a shortage: MAKE production, BUY purchasing.', example: 'MAKE' }) @IsOptional() @IsIn(SUPPLIES) supply?: (typeof SUPPLIES)[number];
}

export class StockCounts {
  @ApiProperty({ type: [StockCount], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => StockCount) items: StockCount[];
}

export class StockReceipt extends Shelf {
  @ApiProperty({ minimum: 1, description: 'Pieces that have come.', example: 60 }) @IsInt() @Min(1) @Max(UNITS_MAX) quantity: number;
}

export class StockReceipts {
  @ApiProperty({ type: [StockReceipt], description: 'At most 100. Each request is a delivery: send an Idempotency-Key, so that a retry is the same one.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => StockReceipt) items: StockReceipt[];
}

export class StockQuery extends ListQuery {
  @ApiPropertyOptional({ example: 'TS-W-L' }) @IsOptional() @IsString() @MaxLength(64) sku?: string;
  @ApiPropertyOptional({ description: 'Only SKUs somebody waits for (缺货), or only others.', example: 'true' }) @IsOptional() @IsBooleanString() short?: string;
}

export class StockItem {
  @ApiProperty({ example: 'TS-W-L' }) sku: string;
  @ApiProperty({ example: 120 }) onHand: number;
  @ApiProperty({ description: 'Promised to allocations that have not left.', example: 30 }) reserved: number;
  @ApiProperty({ description: 'What may still be promised, with what goes beyond the shelf.', example: 90 }) free: number;
  @ApiProperty({ description: 'Pieces allocations wait for.', example: 0 }) waiting: number;
  @ApiProperty({ example: 0 }) backorderMax: number;
  @ApiProperty({ enum: SUPPLIES, example: 'MAKE' }) supply: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) changedAt: string;
}

export class StockPage {
  @ApiProperty({ type: [StockItem] }) items: StockItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
