import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';

const ID_CHARS_MAX = 64;
const NUMBER_CHARS_MAX = 64;
const REASON_CHARS_MAX = 100;
/** More than the domain takes, so that the eleventh is refused with its own code. */
const EXTRA_MAX = 100;
const ALLOCATIONS_MAX = 100;

export class ReturnItem {
  @ApiProperty({ type: [String], description: 'What is in the parcel: allocations of one order.', example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ALLOCATIONS_MAX) @IsString({ each: true }) @MaxLength(ID_CHARS_MAX, { each: true }) allocationIds: string[];
  @ApiProperty({ example: 'YTO' }) @IsString() @MinLength(1) @MaxLength(16) carrier: string;
  @ApiProperty({ example: 'YT8800000000017' }) @IsString() @MinLength(1) @MaxLength(NUMBER_CHARS_MAX) waybillNo: string;
  @ApiPropertyOptional({ type: [String], description: 'Numbers of further parcels, at most 10.', example: [] })
  @IsOptional() @IsArray() @ArrayMaxSize(EXTRA_MAX) @IsString({ each: true }) @MaxLength(NUMBER_CHARS_MAX, { each: true }) extraWaybillNos?: string[];
}

export class ReturnWaybills {
  @ApiProperty({ type: [ReturnItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => ReturnItem) items: ReturnItem[];
}

export class AllocationNow {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: 'RETURNED' }) status: string;
}

export class Returned {
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ description: 'As it is stored: without spaces, in capitals.', example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ type: [AllocationNow], description: 'The whole parcel: a label comes back with all it holds.' }) allocations: readonly AllocationNow[];
}

export class ReturnItemResult {
  @ApiProperty({ description: 'The allocations, joined by commas.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done' }) status: string;
  @ApiPropertyOptional({ type: Returned }) result?: Returned;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'RFC 9457. The fact `instruction` DESTROY_LABEL says that paper has to be torn up.' }) problem?: object;
}

export class ReturnAnswer {
  @ApiProperty({ type: [ReturnItemResult] }) results: readonly ReturnItemResult[];
}

export class RevokeItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(ID_CHARS_MAX) allocationId: string;
  @ApiProperty({ example: '单号录错' }) @IsString() @MinLength(1) @MaxLength(REASON_CHARS_MAX) reason: string;
}

export class RevokeReturns {
  @ApiProperty({ type: [RevokeItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ValidateNested({ each: true }) @Type(() => RevokeItem) items: RevokeItem[];
}

export class Revoked {
  @ApiProperty({ type: [AllocationNow], description: 'The whole parcel. What a hold had waited for is cancelled or suspended at once.' }) allocations: readonly AllocationNow[];
}

export class RevokeItemResult {
  @ApiProperty({ description: 'The allocation.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) key: string;
  @ApiProperty({ enum: ['done', 'refused', 'failed'], example: 'done' }) status: string;
  @ApiPropertyOptional({ type: Revoked }) result?: Revoked;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) problem?: object;
}

export class RevokeAnswer {
  @ApiProperty({ type: [RevokeItemResult] }) results: readonly RevokeItemResult[];
}

export class ReportGhostShipment {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(ID_CHARS_MAX) allocationId: string;
  @ApiProperty({ example: 'YTO' }) @IsString() @MinLength(1) @MaxLength(16) carrier: string;
  @ApiProperty({ example: 'YT8800000000017' }) @IsString() @MinLength(1) @MaxLength(NUMBER_CHARS_MAX) waybillNo: string;
  @ApiProperty({ example: '拦截前已交快递' }) @IsString() @MinLength(1) @MaxLength(REASON_CHARS_MAX) reason: string;
}

export class GhostShipment {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
}
