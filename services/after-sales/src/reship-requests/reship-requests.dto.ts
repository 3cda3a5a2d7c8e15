import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import { CaseLine } from '../cases/after-sales.dto.js';
import { NewReceiver } from '../reshipments/reshipments.dto.js';

const REASONS = ['MISSED', 'SHORT'] as const;
const LINES_MAX = 100;
const VERSION_MAX = 1_000_000;

export class ReshipFormBody {
  @ApiProperty({ enum: REASONS, description: 'MISSED 漏发, SHORT 少发.', example: 'MISSED' }) @IsIn(REASONS) reason: (typeof REASONS)[number];
  @ApiProperty({ type: () => [CaseLine], example: [{ lineId: '1', quantity: 1 }] }) @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => CaseLine) lines: CaseLine[];
  @ApiProperty({ type: () => NewReceiver, description: 'May be another than the original one.' }) @ValidateNested() @Type(() => NewReceiver) receiver: NewReceiver;
  @ApiProperty({ example: '收到时少了一件' }) @IsString() @MaxLength(500) description: string;
}

export class ReshipRequestBody extends ReshipFormBody {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsUUID() orderId: string;
  @ApiPropertyOptional({ enum: ['CONSUMER', 'PLATFORM_CS'], default: 'CONSUMER', description: 'PLATFORM_CS: official customer service, for a buyer without an entry in the app.', example: 'CONSUMER' }) @IsOptional() @IsIn(['CONSUMER', 'PLATFORM_CS']) origin?: 'CONSUMER' | 'PLATFORM_CS';
  @ApiPropertyOptional({ description: 'The platform\'s number of the case: the same number is the same case.', example: 'AS20261111000001' }) @IsOptional() @IsString() @MinLength(1) @MaxLength(64) platformAfterSaleNo?: string;
}

export class AgreeBody {
  @ApiProperty({ description: 'The version that was seen.', example: 1 }) @IsInt() @Min(1) @Max(VERSION_MAX) version: number;
}

export class RejectBody extends AgreeBody {
  @ApiProperty({ example: '已足量发出' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class RuleBody {
  @ApiProperty({ enum: ['AGREE', 'REJECT'], example: 'AGREE' }) @IsIn(['AGREE', 'REJECT']) ruling: 'AGREE' | 'REJECT';
  @ApiPropertyOptional({ example: '称重不足' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

export class ReshipRequestItem {
  @ApiProperty({ example: '71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0001' }) afterSaleId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ enum: ['OPENED', 'AGREED', 'RESHIPPED', 'CONFIRMED', 'REJECTED', 'IN_ARBITRATION', 'WITHDRAWN', 'CLOSED'], example: 'OPENED' }) state: string;
  @ApiProperty({ example: 1 }) version: number;
  @ApiProperty({ enum: REASONS, example: 'MISSED' }) reason: string;
  @ApiProperty({ type: [CaseLine], example: [{ lineId: '1', quantity: 1 }] }) lines: readonly CaseLine[];
  @ApiProperty({ example: '收到时少了一件' }) description: string;
  @ApiProperty({ description: 'Masked.', example: { name: '林*', phone: '138****0001', address: '浙江省杭州市西湖区****' } }) receiver: { readonly name: string; readonly phone: string; readonly address: string };
  @ApiProperty({ type: String, nullable: true, description: 'The order that sends it; null until it is agreed.', example: null }) reshipmentId: string | null;
}
