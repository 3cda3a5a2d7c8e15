import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength, ValidateIf, ValidateNested } from 'class-validator';
import { CaseLine } from '../cases/after-sales.dto.js';

const REASONS = ['INTERCEPTED', 'DAMAGED_REFUSED'] as const;
const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO', 'API'] as const;
export const RESHIPMENT_UPLOADS = ['NONE', 'PENDING', 'ACCEPTED', 'FAILED', 'IGNORED', 'WITHDRAWN', 'AWAITING_MANUAL_UPLOAD'] as const;
const LINES_MAX = 100;

export class NewReceiver {
  @ApiProperty({ example: '林测试' }) @IsString() @MinLength(1) @MaxLength(60) name: string;
  @ApiProperty({ example: '13800000001' }) @IsString() @Matches(/^[0-9+ -]{7,24}$/) phone: string;
  @ApiProperty({ example: '三墩镇样例路1号2幢301室' }) @IsString() @MinLength(1) @MaxLength(200) address: string;
  @ApiProperty({ example: '浙江省' }) @IsString() @MaxLength(30) province: string;
  @ApiProperty({ example: '杭州市' }) @IsString() @MaxLength(30) city: string;
  @ApiProperty({ example: '西湖区' }) @IsString() @MaxLength(30) district: string;
}

export class CreateReshipmentBody {
  @ApiPropertyOptional({ description: 'Our id of the original order. Without it, channel, shopId and platformOrderNo name it.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' })
  @ValidateIf((body: CreateReshipmentBody) => body.platformOrderNo === undefined) @IsUUID() originalOrderId?: string;
  @ApiPropertyOptional({ enum: CHANNELS, example: 'TAOBAO' }) @ValidateIf((body: CreateReshipmentBody) => body.originalOrderId === undefined) @IsIn(CHANNELS) channel?: (typeof CHANNELS)[number];
  @ApiPropertyOptional({ example: 'shop-1' }) @ValidateIf((body: CreateReshipmentBody) => body.originalOrderId === undefined) @IsString() @MinLength(1) @MaxLength(64) shopId?: string;
  @ApiPropertyOptional({ example: '2150000112233445566' }) @ValidateIf((body: CreateReshipmentBody) => body.originalOrderId === undefined) @IsString() @MinLength(1) @MaxLength(64) platformOrderNo?: string;
  @ApiProperty({ enum: REASONS, description: 'INTERCEPTED: stopped on its way 拦截后重发; DAMAGED_REFUSED: damaged or refused 破损/拒收.', example: 'DAMAGED_REFUSED' }) @IsIn(REASONS) reason: (typeof REASONS)[number];
  @ApiProperty({ type: () => [CaseLine], description: 'At most what was shipped and not refunded.', example: [{ lineId: '1', quantity: 1 }] }) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => CaseLine) lines: CaseLine[];
  @ApiPropertyOptional({ description: 'Proof of damage or refusal, where no carrier says so.', example: '买家照片3张' }) @IsOptional() @IsString() @MaxLength(200) evidence?: string;
  @ApiPropertyOptional({ type: () => NewReceiver, description: 'Where to, if not where the original went.' }) @IsOptional() @ValidateNested() @Type(() => NewReceiver) receiver?: NewReceiver;
}

export class CancelReshipmentBody {
  @ApiPropertyOptional({ example: '客户不要了' }) @IsOptional() @IsString() @MaxLength(200) reason?: string;
}

export class UploadByHandBody {
  @ApiProperty({ description: 'As the reshipment shows it.', example: 'YT8800000000017' }) @IsString() @Matches(/^[0-9A-Za-z-]{1,64}$/) waybillNo: string;
}

export class ReshipmentAnswer {
  @ApiProperty({ description: 'The order that sends again.', example: '4f2e1d0c-0000-5000-8000-000000000001' }) reshipmentId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) originalOrderId: string;
  @ApiProperty({ description: 'Counted from 1 for each original order, never used again.', example: 1 }) sequence: number;
  @ApiProperty({ description: 'Whether its number is told to the channel by itself: the first one only.', example: true }) autoUpload: boolean;
}

export class ReshipmentQuery extends ListQuery {
  @ApiPropertyOptional({ enum: RESHIPMENT_UPLOADS, example: 'AWAITING_MANUAL_UPLOAD' }) @IsOptional() @IsIn(RESHIPMENT_UPLOADS) upload?: (typeof RESHIPMENT_UPLOADS)[number];
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() originalOrderId?: string;
}

export class ReshipmentItem extends ReshipmentAnswer {
  @ApiProperty({ description: 'What the channel calls the original order.', example: '2150000112233445566' }) originalOrderNo: string;
  @ApiProperty({ enum: ['INTERCEPTED', 'DAMAGED_REFUSED', 'MISSED', 'SHORT'], example: 'DAMAGED_REFUSED' }) reason: string;
  @ApiProperty({ example: 'SHIPPED' }) status: string;
  @ApiProperty({ enum: RESHIPMENT_UPLOADS, description: 'Whether the channel has its number.', example: 'AWAITING_MANUAL_UPLOAD' }) upload: string;
  @ApiProperty({ type: [String], description: 'To be copied.', example: ['YT8800000000017'] }) waybillNos: string[];
  @ApiProperty({ type: String, nullable: true, description: 'By when a person should have told the channel.', example: null }) uploadBy: string | null;
  @ApiProperty({ description: 'Whether that is near, or past.', example: false }) warning: boolean;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) createdAt: string;
}

export class ReshipmentPage {
  @ApiProperty({ type: [ReshipmentItem] }) items: ReshipmentItem[];
  @ApiProperty({ type: String, nullable: true, example: null }) next: string | null;
}
