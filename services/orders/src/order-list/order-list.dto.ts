import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBooleanString, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import type { OrderSummary } from './order-summary.js';

const STATUSES = ['PENDING_REVIEW', 'TO_ALLOCATE', 'ALLOCATED', 'RETURNED', 'PARTLY_SHIPPED', 'SHIPPED', 'CLOSED', 'REJECTED'] as const;

export class OrderQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATUSES, example: 'TO_ALLOCATE' }) @IsOptional() @IsIn(STATUSES) status?: (typeof STATUSES)[number];
  @ApiPropertyOptional({ description: 'Only orders something holds (售后拦截), or only others.', example: 'true' }) @IsOptional() @IsBooleanString() held?: string;
  @ApiPropertyOptional({ example: '2150000112233445566' }) @IsOptional() @IsString() @MaxLength(64) platformOrderNo?: string;
}

export class OrderItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 'TAOBAO' }) channel: string;
  @ApiProperty({ example: 'shop-1' }) shopId: string;
  @ApiProperty({ example: '2150000112233445566' }) platformOrderNo: string;
  @ApiProperty({ example: 'TO_ALLOCATE' }) status: string;
  @ApiProperty({ example: false }) held: boolean;
  @ApiProperty({ example: 3, description: 'Revision of the order stream: what If-Match names.' }) revision: number;
  @ApiProperty({ description: 'Lines, holds, allocations, masked receiver.', type: Object, example: { status: 'TO_ALLOCATE', lines: [], holds: [], allocations: [] } }) summary: OrderSummary;
}

export class OrderPage {
  @ApiProperty({ type: [OrderItem] }) items: OrderItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class HistoryEvent {
  @ApiProperty({ example: 4 }) revision: number;
  @ApiProperty({ example: 4711 }) position: number;
  @ApiProperty({ example: 'HoldPlaced' }) type: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) at: string;
  @ApiProperty({ type: Object, example: { kind: 'merchant', id: '5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f' } }) actor: { readonly kind: string; readonly id: string };
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) eventId: string;
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a12' }) correlationId: string;
  @ApiProperty({ type: String, nullable: true, example: null }) causationId: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Version of the merchant\'s rules it was decided under.', example: '3' }) ruleVersion: string | null;
  @ApiProperty({ description: 'The event without its receiver: masks only.', type: Object, example: { holdType: 'AFTER_SALE', effect: 'CANCEL' } }) data: object;
}

export class OrderHistory {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ type: [HistoryEvent] }) events: HistoryEvent[];
}

export class ParkedItem {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) since: string;
  @ApiProperty({ description: 'Waiting for longer than 24 hours: somebody should ask the channel.', example: false }) overdue: boolean;
}

export class ParkedPage {
  @ApiProperty({ type: [ParkedItem] }) items: ParkedItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
