import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { UPLOAD_FAILURE_CODES } from '@daifa/order-domain/words';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';

export const UPLOADS = ['PENDING', 'ACCEPTED', 'FAILED', 'IGNORED', 'WITHDRAWN'] as const;
const WAYBILL_NO = /^[0-9A-Za-z-]{1,64}$/;

export class ShipmentQuery extends ListQuery {
  @ApiPropertyOptional({ enum: UPLOADS, description: 'What became of telling the channel: 发货成功 ACCEPTED, 发货失败 FAILED, 已忽略 IGNORED.', example: 'FAILED' }) @IsOptional() @IsIn(UPLOADS) upload?: (typeof UPLOADS)[number];
}

export class UploadPath {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsUUID() orderId: string;
  @ApiProperty({ example: 'YT8800000000017' }) @IsString() @Matches(WAYBILL_NO) waybillNo: string;
}

export class IgnoreUploadFailure {
  @ApiProperty({ example: '已在平台手工发货' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class ShipmentItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 'PDD' }) channel: string;
  @ApiProperty({ example: 'mall-100001' }) shopId: string;
  @ApiProperty({ example: '261111-000000000000001' }) platformOrderNo: string;
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ enum: UPLOADS, example: 'ACCEPTED' }) upload: string;
  @ApiProperty({ enum: UPLOAD_FAILURE_CODES, nullable: true, description: 'Why the last attempt failed.', example: null }) code: string | null;
  @ApiProperty({ description: 'Whether trying again can help.', example: false }) retryable: boolean;
  @ApiProperty({ example: 1 }) attempts: number;
  @ApiProperty({ type: String, nullable: true, description: 'When it is tried again by itself.', example: null }) nextAttemptAt: string | null;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) requestedAt: string;
}

export class ShipmentPage {
  @ApiProperty({ type: [ShipmentItem] }) items: ShipmentItem[];
  @ApiProperty({ type: String, nullable: true, example: null }) next: string | null;
}

export class UploadAttemptItem {
  @ApiProperty({ description: 'Counted from 1.', example: 1 }) attempt: number;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) at: string;
  @ApiProperty({ enum: UPLOAD_FAILURE_CODES, nullable: true, description: 'null: the channel took it.', example: 'RATE_LIMITED' }) code: string | null;
  @ApiProperty({ example: true }) retryable: boolean;
}

export class UploadItem {
  @ApiProperty({ description: 'The effect on the channel: one for each number.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.U1' }) effectId: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ enum: ['SHIP', 'RESHIP'], example: 'SHIP' }) kind: string;
  @ApiProperty({ enum: ['AUTOMATIC', 'PERSON'], description: 'Who asked last.', example: 'AUTOMATIC' }) by: string;
  @ApiProperty({ enum: UPLOADS, example: 'ACCEPTED' }) upload: string;
  @ApiProperty({ type: String, nullable: true, example: null }) nextAttemptAt: string | null;
  @ApiProperty({ type: [UploadAttemptItem] }) attempts: readonly UploadAttemptItem[];
}

export class UploadsOfOrder {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 11 }) revision: number;
  @ApiProperty({ type: [UploadItem] }) uploads: readonly UploadItem[];
}
