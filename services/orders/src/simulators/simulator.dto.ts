import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { UPLOAD_FAILURE_CODES, type UploadFailureCode } from '@daifa/order-domain/words';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { CONNECTED_CHANNELS, type ConnectedChannel } from '../connectors/connector.js';
import { SHOP_ID } from '../shops/shops.dto.js';
import type { SimulatedCase, SimulatedOrder } from './simulated-books.js';

const ORDERS_MAX = 5_000;
const SPREAD_MINUTES_MAX = 30 * 24 * 60;
const YEAR_MS = 365 * 24 * 3_600_000;
const STATUSES = ['AWAITING_SHIPMENT', 'SHIPPED', 'COMPLETED', 'CLOSED'] as const;
const AFTER_SALES = ['NONE', 'OPEN', 'REFUNDED'] as const;
const CASE_STATES = ['OPEN', 'WITHDRAWN', 'REFUNDED'] as const;
const REFUSALS = [...UPLOAD_FAILURE_CODES, 'NOT'] as const;
const BROKEN = ['STATUS', 'MISSING', 'TYPE', 'NOT'] as const;

export class SimulatedShopPath {
  @ApiProperty({ enum: CONNECTED_CHANNELS, example: 'PDD' }) @IsIn(CONNECTED_CHANNELS) channel: ConnectedChannel;
  @ApiProperty({ example: 'mall-100001' }) @IsString() @Matches(SHOP_ID) shopId: string;
}

export class SimulatedOrderPath extends SimulatedShopPath {
  @ApiProperty({ example: '261111-000000000000001' }) @IsString() @Matches(SHOP_ID) orderNo: string;
}

/** What is left out is as if the channel behaved well. */
export class ChannelBehaviour {
  @ApiPropertyOptional({ description: 'Calls answered with an error.', default: 0, example: 0.1 }) @IsOptional() @IsNumber() @Min(0) @Max(1) failRate?: number;
  @ApiPropertyOptional({ description: 'Calls refused for being too many.', default: 0, example: 0.1 }) @IsOptional() @IsNumber() @Min(0) @Max(1) limitRate?: number;
  @ApiPropertyOptional({ description: 'Messages, and records of a page, lost.', default: 0, example: 0.2 }) @IsOptional() @IsNumber() @Min(0) @Max(1) dropRate?: number;
  @ApiPropertyOptional({ description: 'Told twice.', default: 0, example: 0.2 }) @IsOptional() @IsNumber() @Min(0) @Max(1) doubleRate?: number;
  @ApiPropertyOptional({ description: 'Pages after which a record of the same stretch changes.', default: 0, example: 0.3 }) @IsOptional() @IsNumber() @Min(0) @Max(1) shiftRate?: number;
  @ApiPropertyOptional({ description: 'Told in any sequence.', default: false, example: true }) @IsOptional() @IsBoolean() reorder?: boolean;
  @ApiPropertyOptional({ description: 'Whether changes are announced.', default: true, example: true }) @IsOptional() @IsBoolean() messages?: boolean;
  @ApiPropertyOptional({ description: 'Numbers taken whose answer is lost.', default: 0, example: 0.5 }) @IsOptional() @IsNumber() @Min(0) @Max(1) loseReplyRate?: number;
  @ApiPropertyOptional({ enum: REFUSALS, description: 'Why every number is refused; NOT: as a channel would judge.', default: 'NOT', example: 'NOT' }) @IsOptional() @IsIn(REFUSALS) shipRefusal?: (typeof REFUSALS)[number];
  @ApiPropertyOptional({ description: 'How long the answer to a number takes, in milliseconds.', default: 0, example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(60_000) shipDelayMs?: number;
  @ApiPropertyOptional({ description: 'A number that was taken is taken again, and counted.', default: false, example: false }) @IsOptional() @IsBoolean() repeats?: boolean;
}

export class SimulatedShopItem {
  @ApiProperty({ enum: CONNECTED_CHANNELS, example: 'PDD' }) channel: ConnectedChannel;
  @ApiProperty({ example: 'mall-100001' }) shopId: string;
  @ApiProperty({ example: 0 }) failRate: number;
  @ApiProperty({ example: 0 }) limitRate: number;
  @ApiProperty({ example: 0 }) dropRate: number;
  @ApiProperty({ example: 0 }) doubleRate: number;
  @ApiProperty({ example: 0 }) shiftRate: number;
  @ApiProperty({ example: false }) reorder: boolean;
  @ApiProperty({ example: true }) messages: boolean;
  @ApiProperty({ example: 0 }) loseReplyRate: number;
  @ApiProperty({ enum: UPLOAD_FAILURE_CODES, nullable: true, example: null }) shipRefusal: UploadFailureCode | null;
  @ApiProperty({ example: 0 }) shipDelayMs: number;
  @ApiProperty({ example: false }) repeats: boolean;
  @ApiProperty({ description: 'Calls since its first day.', example: 17 }) calls: number;
  @ApiProperty({ example: 14 }) answered: number;
  @ApiProperty({ example: 1 }) limited: number;
  @ApiProperty({ example: 2 }) failed: number;
  @ApiProperty({ example: 9 }) messagesSent: number;
  @ApiProperty({ description: 'Let in by us.', example: 9 }) messagesAccepted: number;
}

export class TokenWish {
  @ApiPropertyOptional({ default: YEAR_MS, example: 3_600_000 }) @IsOptional() @IsInt() @Min(1) @Max(YEAR_MS) expiresInMs?: number;
}

export class SimulatedToken {
  @ApiProperty({ example: 'sim-0123456789abcdef0123456789abcdef' }) token: string;
  @ApiProperty({ example: '2027-11-11T02:00:00.000Z' }) expiresAt: string;
}

export class OrderState {
  @ApiPropertyOptional({ enum: STATUSES, example: 'AWAITING_SHIPMENT' }) @IsOptional() @IsIn(STATUSES) status?: SimulatedOrder['status'];
  @ApiPropertyOptional({ enum: AFTER_SALES, example: 'NONE' }) @IsOptional() @IsIn(AFTER_SALES) afterSale?: SimulatedOrder['afterSale'];
  @ApiPropertyOptional({ description: 'Held for risk review.', example: false }) @IsOptional() @IsBoolean() inReview?: boolean;
  @ApiPropertyOptional({ enum: BROKEN, description: 'Written wrongly: an unknown status, without a receiver\'s name, a text for a number; NOT: as documented.', example: 'NOT' }) @IsOptional() @IsIn(BROKEN) broken?: (typeof BROKEN)[number];
  @ApiPropertyOptional({ description: 'Left out of the lists of changes, and not announced.', example: false }) @IsOptional() @IsBoolean() hidden?: boolean;
}

export class ChangeOrder extends OrderState {
  @ApiPropertyOptional({ description: 'The buyer gives another address.', example: false }) @IsOptional() @IsBoolean() newReceiver?: boolean;
}

export class PlaceOrders extends OrderState {
  @ApiProperty({ example: 3 }) @IsInt() @Min(1) @Max(ORDERS_MAX) count: number;
  @ApiPropertyOptional({ description: 'Over how long before now they were placed.', default: 0, example: 30 }) @IsOptional() @IsInt() @Min(0) @Max(SPREAD_MINUTES_MAX) spreadMinutes?: number;
}

export class PlacedOrders {
  @ApiProperty({ type: [String], description: 'Oldest first.', example: ['261111-000000000000001'] }) orderNos: readonly string[];
}

export class ChangedOrder {
  @ApiProperty({ example: '261111-000000000000001' }) orderNo: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) updatedAt: string;
}

export class TellCase {
  @ApiProperty({ example: '261111-000000000000001' }) @IsString() @Matches(SHOP_ID) orderNo: string;
  @ApiPropertyOptional({ description: 'Of a case told before; left out, a new one.', example: '7000000000000001' }) @IsOptional() @IsString() @Matches(/^\d{1,32}$/) afterSaleNo?: string;
  @ApiProperty({ enum: CASE_STATES, example: 'OPEN' }) @IsIn(CASE_STATES) state: SimulatedCase['state'];
  @ApiPropertyOptional({ default: 1, example: 1 }) @IsOptional() @IsInt() @Min(1) @Max(999_999) quantity?: number;
}

export class ToldCase {
  @ApiProperty({ example: '7000000000000001' }) afterSaleNo: string;
}

export class LedgerQuery {
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.U1' }) @IsOptional() @IsString() @Matches(/^[0-9a-f-]{36}\.U\d{1,6}$/) effectId?: string;
  @ApiPropertyOptional({ default: 1_000, example: 1_000 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(10_000) limit?: number;
}

export class SimulatedShipment {
  @ApiProperty({ example: '261111-000000000000001' }) orderNo: string;
  @ApiProperty({ example: 'YT8800000000017' }) waybillNo: string;
  @ApiProperty({ enum: ['NONE', 'SPLIT', 'RESHIP'], description: 'NONE: the number that shipped the order.', example: 'NONE' }) extra: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.U1' }) effectId: string;
  @ApiProperty({ description: 'How often it was told.', example: 1 }) submitted: number;
  @ApiProperty({ description: 'How often it was taken.', example: 1 }) accepted: number;
}

export class SimulatedShipmentPage {
  @ApiProperty({ type: [SimulatedShipment] }) items: readonly SimulatedShipment[];
}
