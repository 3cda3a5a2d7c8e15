import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsISO8601, IsOptional } from 'class-validator';

export const STATUSES = ['ALLOCATED', 'LABELLED', 'PRINTED', 'SUSPENDED', 'RETURNED', 'SHIPPED', 'CANCELLED'] as const;

export class WorkListQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATUSES, example: 'ALLOCATED' }) @IsOptional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional({ description: 'Only what a hold keeps or took, or only what none does.', example: false })
  @IsOptional() @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)) @IsBoolean() held?: boolean;
  @ApiPropertyOptional({ description: 'Only what changed after this time (ISO 8601).', example: '2026-11-11T02:00:00.000Z' })
  @IsOptional() @IsISO8601({ strict: true }) changedAfter?: string;
}

export class WorkHold {
  @ApiProperty({ example: 'AFTER_SALE' }) type: string;
  @ApiProperty({ enum: ['CANCEL', 'SUSPEND'], example: 'CANCEL' }) effect: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) since: string;
}

export class WorkSender {
  @ApiProperty({ example: '晨光小店' }) name: string;
  @ApiProperty({ example: '13900000000' }) phone: string;
  @ApiProperty({ example: '浙江省义乌市北苑街道春风大道1号' }) address: string;
}

export class WorkLabel {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1' }) labelId: string;
  @ApiProperty({ enum: ['requested', 'issued'], example: 'issued' }) state: string;
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ nullable: true, type: String, example: 'YT8800000000017' }) waybillNo: string | null;
}

export class WorkPack {
  @ApiProperty({ example: '1' }) packageId: string;
  @ApiProperty({ example: 'YTO' }) carrier: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ nullable: true, type: Number, description: 'Units in it; null where several parcels share them.', example: 2 }) shipNum: number | null;
}

/** requirements 9.2. */
export class WorkListItem {
  @ApiProperty({ description: '代打订单号: stands for the order, whose own numbers a factory never sees.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderMaskSn: string;
  @ApiProperty({ description: 'Stands for the merchant; another one for every factory.', example: '4f1d2c3b-0000-5000-8000-000000000001' }) mallMaskId: string;
  @ApiProperty({ example: '晨光小店' }) mallMaskName: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: 1 }) epoch: number;
  @ApiProperty({ description: 'Place in your feed of the entry that changed it last.', example: 4711 }) seq: number;
  @ApiProperty({ description: 'Revision of the order that this shows.', example: 5 }) revision: number;
  @ApiProperty({ enum: STATUSES, example: 'LABELLED' }) status: string;
  @ApiProperty({ enum: ['PRINT_ONLY', 'PRINT_AND_SHIP'], example: 'PRINT_ONLY' }) serviceType: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) allocatedAt: string;
  @ApiProperty({ example: '纯棉短袖T恤' }) goodsName: string;
  @ApiProperty({ example: '白色 L' }) goodsSpec: string;
  @ApiProperty({ example: 2 }) goodsNumber: number;
  @ApiProperty({ example: 'TS' }) productSn: string;
  @ApiProperty({ example: 'TS-W-L' }) outSkuSn: string;
  @ApiProperty({ example: false }) isGift: boolean;
  @ApiProperty({ example: '浙江省' }) province: string;
  @ApiProperty({ example: '杭州市' }) city: string;
  @ApiProperty({ example: '西湖区' }) district: string;
  @ApiProperty({ description: 'Equal for parcels of one merchant to one receiver; tells nothing else.', example: 'Yx0dPq' }) receiverKey: string;
  @ApiProperty({ example: '请放门口' }) remark: string;
  @ApiProperty({ type: [String], description: 'Empty means every carrier.', example: ['YTO'] }) carrierAllowed: readonly string[];
  @ApiProperty({ nullable: true, type: String, example: '2026-11-13T00:59:00.000Z' }) shipBy: string | null;
  @ApiProperty({ type: [WorkHold], example: [] }) holds: readonly WorkHold[];
  @ApiProperty({ nullable: true, type: String, description: 'Why it was taken back.', example: null }) cancelReason: string | null;
  @ApiProperty({ type: WorkSender }) sender: WorkSender;
  @ApiProperty({ nullable: true, type: WorkLabel }) label: WorkLabel | null;
  @ApiProperty({ type: [WorkPack], example: [] }) packList: readonly WorkPack[];
  @ApiProperty({ description: 'Times its label was printed.', example: 0 }) copies: number;
}

export class WorkListPage {
  @ApiProperty({ type: [WorkListItem] }) items: WorkListItem[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Cursor of the next page.' }) next: string | null;
  @ApiProperty({ description: 'Follow the feed from the first page’s number on, and nothing is missed.', example: 4711 }) feedHead: number;
}
