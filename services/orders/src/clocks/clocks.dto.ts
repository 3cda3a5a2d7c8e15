import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ListQuery } from '@daifa/service-shell/list-query.dto';

export const CLOCK_STATES = ['RUNNING', 'AT_RISK', 'MISSED', 'IN_TIME', 'PAUSED', 'UNKNOWN'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];
const STAGES = ['SHIP_BY', 'ALLOCATE', 'ACCEPT', 'PRINT', 'RETURN', 'SHIP', 'FIRST_SCAN'] as const;
const OWNERS = ['MERCHANT', 'FACTORY', 'CARRIER', 'PLATFORM', 'BUYER'] as const;

export class ClockQuery extends ListQuery {
  @ApiPropertyOptional({ enum: CLOCK_STATES, description: 'AT_RISK: 80 % of its time is gone 即将超时.', example: 'AT_RISK' }) @IsOptional() @IsIn(CLOCK_STATES) state?: ClockState;
  @ApiPropertyOptional({ enum: STAGES, example: 'SHIP_BY' }) @IsOptional() @IsIn(STAGES) stage?: (typeof STAGES)[number];
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class ClockItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ enum: STAGES, example: 'PRINT' }) stage: string;
  @ApiProperty({ type: String, nullable: true, description: 'null: of the whole order.', example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string | null;
  @ApiProperty({ enum: ['MERCHANT', 'FACTORY'], description: 'Whose turn it is.', example: 'FACTORY' }) owner: string;
  @ApiProperty({ enum: CLOCK_STATES, example: 'RUNNING' }) state: ClockState;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) startedAt: string;
  @ApiProperty({ type: String, nullable: true, example: '2026-11-11T05:12:00.000Z' }) atRiskAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'null: nobody knows (SLA_UNKNOWN 未知付款时间).', example: '2026-11-11T06:00:00.000Z' }) dueAt: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) endedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'When it was recorded as missed.', example: null }) missedAt: string | null;
}

export class ClockPage {
  @ApiProperty({ type: [ClockItem] }) items: ClockItem[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Cursor of the next page.' }) next: string | null;
}

export class FaultItem {
  @ApiProperty({ enum: ['LATE_SHIPMENT', 'FAKE_SHIPPING'], example: 'LATE_SHIPMENT' }) kind: string;
  @ApiProperty({ example: '2026-11-11T10:00:00.000Z' }) dueAt: string;
  @ApiProperty({ example: 70 }) lateMinutes: number;
  @ApiProperty({ enum: ['MERCHANT'], description: 'Towards the platform always the merchant.', example: 'MERCHANT' }) liableToPlatform: string;
  @ApiProperty({ enum: OWNERS, example: 'FACTORY' }) causedBy: string;
  @ApiProperty({ enum: ['OVERRAN_MOST', 'HELD_AT_DEADLINE', 'NO_SCAN_AFTER_RETURN', 'SHIPPED_VIRTUALLY'], example: 'OVERRAN_MOST' }) because: string;
}

export class SegmentItem {
  @ApiProperty({ enum: OWNERS, description: 'Whose turn it was.', example: 'FACTORY' }) owner: string;
  @ApiProperty({ description: 'What was waited for: a stage, or IMPORT, REVIEW, CONFIRM, HOLD, LABEL.', example: 'RETURN' }) turn: string;
  @ApiProperty({ description: 'The hold, factory, carrier or channel it concerns.', example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) detail: string;
  @ApiProperty({ example: '2026-11-11T04:00:00.000Z' }) from: string;
  @ApiProperty({ example: '2026-11-11T11:00:00.000Z' }) to: string;
  @ApiProperty({ description: 'The event that began it, by its revision in the order\'s history; -1: before the order was here.', example: 6 }) sinceRevision: number;
  @ApiProperty({ example: 420 }) minutes: number;
  @ApiProperty({ example: 120 }) allowedMinutes: number;
  @ApiProperty({ example: 300 }) overrunMinutes: number;
}

export class LiabilityAnswer {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ enum: ['IN_TIME', 'LATE', 'FAKE', 'UNKNOWN'], example: 'LATE' }) state: string;
  @ApiProperty({ description: 'Everything was judged as of then.', example: '2026-11-11T12:00:00.000Z' }) asOf: string;
  @ApiProperty({ description: 'Version of the merchant\'s rules the order lives by.', example: 3 }) ruleVersion: number;
  @ApiProperty({ type: [FaultItem] }) faults: FaultItem[];
  @ApiProperty({ type: [SegmentItem] }) segments: SegmentItem[];
}
