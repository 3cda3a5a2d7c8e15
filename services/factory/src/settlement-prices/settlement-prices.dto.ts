import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';

const ITEMS = ['GOODS', 'FREIGHT'] as const;
/** More than the batch rule allows is refused by the batch with its own code; this only bounds the work of validation. */
const PRICES_MAX = 1_000;
const INSTANT_CHARS_MAX = 40;

export class PricedThing {
  @ApiPropertyOptional({ enum: ITEMS, default: 'GOODS', example: 'GOODS', description: 'FREIGHT: what sending one parcel costs; it is split over the lines of the parcel.' }) @IsOptional() @IsIn(ITEMS) item?: (typeof ITEMS)[number];
  @ApiPropertyOptional({ description: 'The SKU code on the order lines (商家编码, or 货号 where a line has none); left out for freight.', example: 'TS-W-L' }) @IsOptional() @IsString() @MaxLength(64) sku?: string;
  @ApiPropertyOptional({ description: 'A day (from midnight in Shanghai) or an instant with its offset; left out: from now on. In the past only where no price was valid then.', example: '2027-01-01' }) @IsOptional() @IsString() @MaxLength(INSTANT_CHARS_MAX) effectiveFrom?: string;
}

export class PriceToSet extends PricedThing {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100_000_000, description: 'Whole fen for one piece or parcel; anything else is PRICE_INVALID.', example: 3100 }) @IsDefined() priceFen: unknown;
}

export class PricesToSet {
  @ApiProperty({ type: [PriceToSet], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(PRICES_MAX) @ValidateNested({ each: true }) @Type(() => PriceToSet) items: PriceToSet[];
}

export class PricesToWithdraw {
  @ApiProperty({ type: [PricedThing], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(PRICES_MAX) @ValidateNested({ each: true }) @Type(() => PricedThing) items: PricedThing[];
}

export class PriceQuery extends ListQuery {
  @ApiPropertyOptional({ enum: ITEMS, example: 'GOODS' }) @IsOptional() @IsIn(ITEMS) item?: (typeof ITEMS)[number];
  @ApiPropertyOptional({ example: 'TS-W-L' }) @IsOptional() @IsString() @MaxLength(64) sku?: string;
}

export class PriceItem {
  @ApiProperty({ enum: ITEMS, example: 'GOODS' }) item: string;
  @ApiProperty({ description: 'Empty for freight.', example: 'TS-W-L' }) sku: string;
  @ApiProperty({ nullable: true, type: 'integer', description: 'Null: withdrawn.', example: 3100 }) priceFen: number | null;
  @ApiProperty({ description: 'Valid from this instant until the next entry of the same thing.', example: '2026-12-31T16:00:00.000Z' }) effectiveFrom: string;
  @ApiProperty({ example: '2026-11-22T02:00:00.000Z' }) setAt: string;
}

export class PricePage {
  @ApiProperty({ type: [PriceItem] }) items: PriceItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
