import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength, ValidateIf, ValidateNested } from 'class-validator';

const TYPES = ['REFUND_ONLY', 'RETURN_REFUND', 'EXCHANGE', 'REPAIR', 'RESHIP'] as const;
const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO', 'API'] as const;
const LINES_MAX = 100;
const VERSION_MAX = 1_000_000;

export class CaseLine {
  @ApiProperty({ example: '1' }) @IsString() @MaxLength(64) lineId: string;
  @ApiProperty({ example: 1 }) @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class PlatformLine {
  @ApiProperty({ example: '2150000112233445567' }) @IsString() @MinLength(1) @MaxLength(64) platformLineNo: string;
  @ApiProperty({ example: 1 }) @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

/** What a case covers; the same for opening and for modifying it. */
export class AfterSaleScope {
  @ApiProperty({ enum: TYPES, example: 'REFUND_ONLY' }) @IsIn(TYPES) type: (typeof TYPES)[number];
  @ApiPropertyOptional({ description: 'Lines and quantities it is about; none means the whole order.', type: () => [CaseLine], example: [{ lineId: '1', quantity: 1 }] })
  @IsOptional() @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => CaseLine) lines?: CaseLine[];
  @ApiPropertyOptional({ example: '不想要了' }) @IsOptional() @IsString() @MaxLength(200) reason?: string;
  @ApiPropertyOptional({ description: 'Version of the case at its platform; older ones than the known change nothing. Left out: the next one.', example: 1 })
  @IsOptional() @IsInt() @Min(1) @Max(VERSION_MAX) version?: number;
}

export class OpenAfterSale extends AfterSaleScope {
  @ApiPropertyOptional({ description: 'Our id of the order. Without it, channel, shopId and platformOrderNo name the order, which may not be imported yet.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' })
  @ValidateIf((body: OpenAfterSale) => body.platformOrderNo === undefined) @IsUUID() orderId?: string;
  @ApiPropertyOptional({ enum: CHANNELS, example: 'TAOBAO' }) @ValidateIf((body: OpenAfterSale) => body.orderId === undefined) @IsIn(CHANNELS) channel?: (typeof CHANNELS)[number];
  @ApiPropertyOptional({ example: 'shop-1' }) @ValidateIf((body: OpenAfterSale) => body.orderId === undefined) @IsString() @MinLength(1) @MaxLength(64) shopId?: string;
  @ApiPropertyOptional({ example: '2150000112233445566' }) @ValidateIf((body: OpenAfterSale) => body.orderId === undefined) @IsString() @MinLength(1) @MaxLength(64) platformOrderNo?: string;
  @ApiPropertyOptional({ description: 'The same in sub-order numbers of the platform, for an order that is not imported yet.', type: () => [PlatformLine], example: [{ platformLineNo: '2150000112233445567', quantity: 1 }] })
  @IsOptional() @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => PlatformLine) platformLines?: PlatformLine[];
  @ApiPropertyOptional({ description: 'The platform\'s number of the case: the same number is the same case.', example: 'AS20261111000001' })
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) platformAfterSaleNo?: string;
  @ApiPropertyOptional({ description: 'Only for a platform caller that names the order by its platform number.', example: '5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f' })
  @IsOptional() @IsUUID() merchantId?: string;
}

export class WithdrawAfterSale {
  @ApiPropertyOptional({ example: 2 }) @IsOptional() @IsInt() @Min(1) @Max(VERSION_MAX) version?: number;
}

export class CloseAfterSale extends WithdrawAfterSale {
  @ApiProperty({ description: 'What was refunded; empty when nothing was.', type: [CaseLine], example: [{ lineId: '1', quantity: 1 }] })
  @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => CaseLine) refunded: CaseLine[];
  @ApiPropertyOptional({ example: '已退款' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

export class AfterSaleAnswer {
  @ApiProperty({ example: '71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0001' }) afterSaleId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 1 }) version: number;
  @ApiProperty({ description: 'True while the order itself has not been imported: it will be born held.', example: false }) parked: boolean;
  @ApiProperty({ description: 'What it did to the order, as events of the order stream.', example: ['HoldPlaced', 'AllocationCancelled', 'PrintPermitRevoked', 'LabelVoidRequested'], type: [String] }) effects: string[];
}
