import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';

const METHODS = ['SELF_ARRANGED', 'ONLINE_BOOKING', 'TIME_GUARANTEED', 'NO_LOGISTICS'] as const;
const ITEMS_MAX = 1_000;

export class ShipItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsUUID() orderId: string;
  @ApiPropertyOptional({ description: 'Left out: everything returned and not shipped.', type: [String], example: ['0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1'] })
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) @MaxLength(64, { each: true }) allocationIds?: string[];
}

export class ShipBatch {
  @ApiProperty({ type: [ShipItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => ShipItem) items: ShipItem[];
  @ApiProperty({ description: 'Where returns go: an address of your address book 退货地址.', example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) @IsUUID() returnAddressId: string;
  @ApiPropertyOptional({ enum: METHODS, default: 'SELF_ARRANGED', example: 'SELF_ARRANGED' }) @IsOptional() @IsIn(METHODS) shipMethod?: (typeof METHODS)[number];
}

export class VirtualShipItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) @IsString() @MaxLength(64) allocationId: string;
}

export class VirtualShipBatch {
  @ApiProperty({ type: [VirtualShipItem], description: 'At most 100.' }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(ITEMS_MAX) @ValidateNested({ each: true }) @Type(() => VirtualShipItem) items: VirtualShipItem[];
}

export class ShippedOrder {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 9 }) revision: number;
  @ApiProperty({ example: 'SHIPPED' }) status: string;
  @ApiProperty({ type: [String], example: ['YT8800000000017'] }) waybillNos: string[];
}
