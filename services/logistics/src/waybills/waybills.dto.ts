import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { CARRIER_CODES } from '@daifa/carriers/catalogue';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { WAYBILL_STATES, type WaybillState } from './waybill-rows.js';

/** More than the batch rule allows is refused by the batch with its own code; this only bounds the work of validation. */
const ITEMS_MAX = 1_000;
/** Goods on one label, as the platforms have it (requirements.md section 10). */
const ALLOCATIONS_MAX = 100;

export class WaybillItem {
  @ApiProperty({ description: 'Allocations of one order that travel in one parcel.', type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ALLOCATIONS_MAX) @ArrayUnique() @IsString({ each: true }) @MinLength(1, { each: true }) @MaxLength(64, { each: true }) allocationIds: string[];
  @ApiProperty({ enum: CARRIER_CODES, example: 'YTO' }) @IsString() @MinLength(1) @MaxLength(16) carrier: string;
}

export class WaybillBatch {
  @ApiProperty({ type: [WaybillItem], description: 'At most 100.' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => WaybillItem) items: WaybillItem[];
}

/** `requested`: the carrier is slow; the number comes by itself, ask the list or send the same request again. */
export class WaybillAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] }) allocationIds: readonly string[];
  @ApiProperty({ enum: ['issued', 'requested'], example: 'issued' }) state: 'issued' | 'requested';
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ nullable: true, type: String, example: 'YT8800000000017' }) waybillNo: string | null;
  @ApiProperty({ description: '三段码', nullable: true, type: String, example: '330-106-08' }) sortCode: string | null;
  @ApiProperty({ description: '集包地', nullable: true, type: String, example: '浙江01转运中心' }) packageCenter: string | null;
  @ApiProperty({ description: '大头笔', nullable: true, type: String, example: '浙江 0106' }) markDestination: string | null;
  @ApiProperty({ example: 4 }) revision: number;
}

export class VoidAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ nullable: true, type: String, example: 'YT8800000000017' }) waybillNo: string | null;
  @ApiProperty({ enum: ['VOID_PENDING', 'VOIDED', 'VOID_FAILED', 'QUARANTINED'], description: 'VOID_PENDING: the carrier is slow, it is tried until it answers. QUARANTINED: over the cap of the account, the number serves this order again.', example: 'VOIDED' }) state: string;
  @ApiProperty({ enum: ['VOID_AFTER_PICKUP', 'NUMBER_ALREADY_USED', 'VOID_RATIO_EXCEEDED', 'CONTACT_CARRIER'], description: 'Why the carrier refused the last time; it can be asked again.', nullable: true, type: String, example: null }) reason: string | null;
  @ApiProperty({ example: 8 }) revision: number;
}

export class WaybillQuery extends ListQuery {
  @ApiPropertyOptional({ enum: WAYBILL_STATES, example: 'ISSUED' }) @IsOptional() @IsIn(WAYBILL_STATES) state?: WaybillState;
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class WaybillListItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] }) allocationIds: string[];
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ nullable: true, type: String, example: 'YT8800000000017' }) waybillNo: string | null;
  @ApiProperty({ enum: WAYBILL_STATES, example: 'ISSUED' }) state: string;
  @ApiProperty({ description: 'Why there is no number, or why it could not be voided.', nullable: true, type: String, example: null }) reason: string | null;
  @ApiProperty({ description: 'Could not be voided and may serve this order only.', example: false }) quarantined: boolean;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) requestedAt: string;
}

export class WaybillPage {
  @ApiProperty({ type: [WaybillListItem] }) items: WaybillListItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
