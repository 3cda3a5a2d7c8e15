import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ListQuery } from '@daifa/service-shell/list-query.dto';
import { CaseLine } from './after-sales.dto.js';

const STATES = ['OPENED', 'AGREED', 'RESHIPPED', 'CONFIRMED', 'REJECTED', 'IN_ARBITRATION', 'WITHDRAWN', 'CLOSED'] as const;

export class AfterSaleQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATES, example: 'OPENED' }) @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
  @ApiPropertyOptional({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) @IsOptional() @IsUUID() orderId?: string;
}

export class AfterSaleItem {
  @ApiProperty({ example: '71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0001' }) afterSaleId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 'REFUND_ONLY' }) type: string;
  @ApiProperty({ enum: STATES, example: 'OPENED' }) state: string;
  @ApiProperty({ type: [CaseLine], example: [{ lineId: '1', quantity: 1 }] }) lines: CaseLine[];
  @ApiProperty({ example: '不想要了' }) reason: string;
  @ApiProperty({ type: [CaseLine], example: [] }) refunded: CaseLine[];
  @ApiProperty({ example: 1 }) version: number;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) openedAt: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) updatedAt: string;
}

export class AfterSalePage {
  @ApiProperty({ type: [AfterSaleItem] }) items: AfterSaleItem[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Cursor of the next page.' }) next: string | null;
}
