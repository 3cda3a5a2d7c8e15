import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { RefusedRecord } from './statement.js';

class Range {
  @ApiProperty({ example: '2026-11-11T01:58:00.000Z' }) from: string;
  @ApiProperty({ example: '2026-11-11T02:30:00.000Z' }) to: string;
}

export class FeedCounts {
  @ApiProperty({ description: 'Records told by the channel: the sum of the others.', example: 120 }) seen: number;
  @ApiProperty({ description: 'Not here before.', example: 100 }) imported: number;
  @ApiProperty({ example: 10 }) updated: number;
  @ApiProperty({ description: 'Known just so already.', example: 9 }) unchanged: number;
  @ApiProperty({ description: 'Not readable; set aside.', example: 1 }) quarantined: number;
  @ApiProperty({ description: 'The rules said no; set aside.', example: 0 }) refused: number;
}

export class RefusedItem {
  @ApiProperty({ enum: ['ORDER', 'AFTER_SALE'], example: 'ORDER' }) kind: RefusedRecord['kind'];
  @ApiProperty({ type: String, nullable: true, example: '261111-000000000000001' }) no: string | null;
  @ApiProperty({ example: 'UNMAPPED_STATUS' }) code: string;
}

/** What a complete reading came to. */
export class SyncStatement extends Range {
  @ApiProperty({ enum: [true], description: 'Never told of a reading that broke off.', example: true }) complete: true;
  @ApiProperty({ example: 3 }) windows: number;
  @ApiProperty({ description: 'Pages asked for, rereadings included.', example: 8 }) pages: number;
  @ApiProperty({ description: 'Passes over windows until each had settled; at least two a window, one for each feed.', example: 6 }) passes: number;
  @ApiProperty({ type: FeedCounts }) orders: FeedCounts;
  @ApiProperty({ type: FeedCounts }) afterSales: FeedCounts;
  @ApiProperty({ description: 'Of what was set aside, by reason.', type: Object, example: { UNMAPPED_STATUS: 1 } }) reasons: Readonly<Record<string, number>>;
  @ApiProperty({ type: [RefusedItem], description: 'The first 100.' }) refused: readonly RefusedItem[];
  @ApiProperty({ type: Range, nullable: true, description: 'What an expired authorisation had kept out and this reading has fetched.', example: null }) filledGap: Range | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Place in the store of the last event: lists that name it in Daifa-Position show them all.', example: 4711 }) position: number | null;
}

export class ReconcileDay {
  @ApiProperty({ description: 'A business day, Asia/Shanghai.', example: '2026-11-11' }) @Matches(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/) day: string;
}

export class ReconciliationItem {
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) reconciliationId: string;
  @ApiProperty({ example: '2026-11-11' }) day: string;
  @ApiProperty({ example: '2026-11-12T01:00:00.000Z' }) ranAt: string;
  @ApiProperty({ description: 'Orders placed that day, as the channel counts.', example: 120 }) platformOrders: number;
  @ApiProperty({ description: 'As we counted, before anything was fetched.', example: 119 }) ourOrders: number;
  @ApiProperty({ type: [String], description: 'Numbers the channel had and we had not.', example: ['261111-000000000000001'] }) missing: readonly string[];
  @ApiProperty({ type: [String], description: 'Those of them that were fetched.', example: ['261111-000000000000001'] }) healed: readonly string[];
  @ApiProperty({ type: [String], description: 'Numbers we have and the channel has not.', example: [] }) extra: readonly string[];
  @ApiProperty({ description: 'Whether the counts differed: somebody should know why.', example: true }) alarm: boolean;
}

export class ReconciliationPage {
  @ApiProperty({ type: [ReconciliationItem] }) items: ReconciliationItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class QuarantinedItem {
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) quarantineId: string;
  @ApiProperty({ enum: ['ORDER', 'AFTER_SALE', 'MESSAGE'], example: 'ORDER' }) kind: 'ORDER' | 'AFTER_SALE' | 'MESSAGE';
  @ApiProperty({ type: String, nullable: true, example: '261111-000000000000001' }) platformOrderNo: string | null;
  @ApiProperty({ example: 'UNMAPPED_STATUS' }) reason: string;
  @ApiProperty({ type: [String], description: 'Fields at fault; never what they said.', example: ['order_status'] }) fields: readonly string[];
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) readAt: string;
  @ApiProperty({ example: 0 }) attempts: number;
}

export class QuarantinePage {
  @ApiProperty({ type: [QuarantinedItem] }) items: QuarantinedItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}

export class RetryAnswer {
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) quarantineId: string;
  @ApiProperty({ description: 'It is in, or was already.', enum: [true], example: true }) settled: true;
}
