import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import { ListQuery } from '@daifa/service-shell/list-query.dto';

const STATUSES = ['ALLOCATED', 'LABELLED', 'PRINTED', 'SUSPENDED', 'RETURNED', 'SHIPPED', 'CANCELLED'] as const;
const STOCK_STATES = ['ASSUMED', 'VERIFIED', 'SHORT'] as const;
/** More than the batch rule allows is refused by the batch with its own code; this only bounds the work of validation. */
const ITEMS_MAX = 1_000;
const LINES_MAX = 100;

export class LineQuantityBody {
  @ApiProperty({ example: '1' }) @IsString() @MinLength(1) @MaxLength(64) lineId: string;
  @ApiProperty({ example: 2 }) @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class AllocateItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsUUID() orderId: string;
  @ApiProperty({ description: 'A factory bound to you.', example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) @IsUUID() factoryId: string;
  @ApiPropertyOptional({ description: 'Left out: every drop-ship line with all that is left of it.', type: [LineQuantityBody] })
  @IsOptional() @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => LineQuantityBody) lines?: LineQuantityBody[];
}

export class AllocateBatch {
  @ApiProperty({ type: [AllocateItem], description: 'At most 100.' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => AllocateItem) items: AllocateItem[];
}

export class RecallItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(64) allocationId: string;
  @ApiProperty({ description: 'Reaches the factory.', example: '买家要求更换厂家' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class RecallBatch {
  @ApiProperty({ type: [RecallItem], description: 'At most 100.' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => RecallItem) items: RecallItem[];
}

export class ResumeAutoRoute {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsUUID() orderId: string;
  @ApiProperty({ example: '1' }) @IsString() @MaxLength(64) lineId: string;
}

export class AllocationQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATUSES, example: 'ALLOCATED' }) @IsOptional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional({ enum: STOCK_STATES, description: 'VERIFIED: counted and reserved (有货). ASSUMED: the factory does not count it. SHORT: not enough (缺货).', example: 'SHORT' }) @IsOptional() @IsIn(STOCK_STATES) stock?: (typeof STOCK_STATES)[number];
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class AllocationItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: '1' }) lineId: string;
  @ApiProperty({ example: 1 }) epoch: number;
  @ApiProperty({ example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) factoryId: string;
  @ApiProperty({ example: 2 }) quantity: number;
  @ApiProperty({ enum: STATUSES, example: 'ALLOCATED' }) status: string;
}

export class AllocationListItem extends AllocationItem {
  @ApiProperty({ example: '纯棉短袖T恤' }) title: string;
  @ApiProperty({ example: '白色 L' }) spec: string;
  @ApiProperty({ nullable: true, type: String, example: null }) cancelCause: string | null;
  @ApiProperty({ nullable: true, type: String, example: null }) cancelReason: string | null;
  @ApiProperty({ nullable: true, type: String, example: 'YTO' }) carrier: string | null;
  @ApiProperty({ nullable: true, type: String, example: 'YT8800000000017' }) waybillNo: string | null;
  @ApiProperty({ example: false }) held: boolean;
  @ApiProperty({ enum: STOCK_STATES, example: 'VERIFIED' }) stock: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) allocatedAt: string;
}

export class AllocationPage {
  @ApiProperty({ type: [AllocationListItem] }) items: AllocationListItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class AllocatedOrder {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 2 }) revision: number;
  @ApiProperty({ type: [AllocationItem] }) allocations: AllocationItem[];
}
